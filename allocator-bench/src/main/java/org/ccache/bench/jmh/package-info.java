/** Benchmarks for JMH, which runs them itself; nothing else in the bench knows them. */
package org.ccache.bench.jmh;
