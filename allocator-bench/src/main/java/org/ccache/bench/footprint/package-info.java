/**
 * What allocators keep of a machine's memory: workloads that run one to a process, the meter they share, and the report.
 */
package org.ccache.bench.footprint;
