/**
 * Programs of which the memory is measured, one to a process, and the meter they share. They run to an end, where those
 * of {@link org.ccache.bench.workload} run for a time; the long runs among them are lanes of that package, held still
 * on the way. No comparing and no processes here: that is {@link org.ccache.bench.suite}.
 */
package org.ccache.bench.workload.memory;
