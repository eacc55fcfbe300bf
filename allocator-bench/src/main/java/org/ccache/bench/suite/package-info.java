/** Runs workloads on peers, process by process, keeps what each measured, and compares. */
package org.ccache.bench.suite;
