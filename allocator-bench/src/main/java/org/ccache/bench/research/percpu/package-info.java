/**
 * The per-CPU primitives and the ring buffer beside what programs use instead: interleaved turns of several threads,
 * latencies, and what the project promises of them.
 */
package org.ccache.bench.research.percpu;
