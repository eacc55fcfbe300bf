/**
 * Recorded programs, played on a peer with their order, threads and sizes, and the contents of every block verified.
 * The timed loop only walks an array: what needs a table or an object is done when a
 * {@link org.ccache.bench.replay.ReplayProgram} is made of a trace.
 */
package org.ccache.bench.replay;
