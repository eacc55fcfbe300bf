/** The loops of {@code ratios} as workloads of the suite, and a hand-off between threads: calls and little else. */
package org.ccache.bench.workload.loop;
