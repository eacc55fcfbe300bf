/**
 * How fast operations are in a process's first seconds, while the JVM still interprets and compiles: fresh processes,
 * interleaved, each with one peer and one thread.
 */
package org.ccache.bench.first;
