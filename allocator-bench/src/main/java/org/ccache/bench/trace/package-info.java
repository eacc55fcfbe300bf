/**
 * Recorded allocations of real programs, from the recorder's output to a verified replay.
 *
 * <pre>
 *   program --recorder--&gt; raw trace --TraceConverter--&gt; Trace --TraceWriter--&gt; file
 *   file --TraceReader--&gt; Trace --ReplayProgram--&gt; steps per thread --Replayer--&gt; Peer, ReplayResult
 * </pre>
 *
 * Each arrow moves work out of the next: what the recorder leaves open is decided by the converter, what needs a table
 * or an object is decided by the replay program, and the loop that is timed only walks an array. The first line is this
 * package's, and the first arrow of the second; the rest is that of {@link org.ccache.bench.replay}.
 */
package org.ccache.bench.trace;
