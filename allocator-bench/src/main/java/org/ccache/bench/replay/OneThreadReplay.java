package org.ccache.bench.replay;

import java.lang.foreign.Arena;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.trace.Trace;

/**
 * A trace that the calling thread replays over and over, a segment of a few hundred events at a time, whatever threads
 * were recorded. Both ends of each block are written, and verified before it is freed. For those who want to know how
 * long parts of a pass take; a {@link Replayer} has the recorded threads.
 *
 * <p>The loop is no copy of its own: this is for processes that measure one peer.
 */
public final class OneThreadReplay {
    /** Short enough that a segment takes a millisecond in the interpreter, long enough for a look at the clock each. */
    static final int SEGMENT_EVENTS = 512;

    /** Blocks of less than a word, of one and of two. */
    private static final long LINKED_BYTES = 2 * Long.BYTES;

    private final ReplayProgram program;
    private final ReplaySync sync;
    private final ThreadReplay loop;
    private final int segments;
    private int next;
    private long passes;
    private long wrong;

    /**
     * Makes a trace ready, and links what writes and verifies blocks: tens of milliseconds of a young process, which
     * are no allocator's. Compiled it is not by that.
     *
     * @throws IllegalArgumentException if the trace has no events
     */
    public static ReplayProgram prepare(Trace trace) {
        if (trace.events() == 0) {
            throw new IllegalArgumentException(trace + " has nothing to replay");
        }
        try (Arena arena = Arena.ofConfined()) {
            for (long size = 1; size <= LINKED_BYTES; size++) {
                long address = arena.allocate(size).address();
                Stamp.writeEdges(address, size, Stamp.of(size));
                if (!Stamp.edgesIntact(address, size, Stamp.of(size))) {
                    throw new IllegalStateException("memory of the JVM's own has changed");
                }
            }
        }
        return ReplayProgram.ofOneThread(trace, SEGMENT_EVENTS);
    }

    /**
     * Allocates nothing yet.
     *
     * @param program that {@link #prepare} made
     */
    public OneThreadReplay(ReplayProgram program, Peer peer) {
        this.program = program;
        sync = new ReplaySync(peer, program.sharedSlots(), 1);
        ThreadProgram thread = program.threads().getFirst();
        loop = new ReplayLoop(peer, thread, sync);
        segments = thread.segments();
    }

    /** Runs the next segment, of the next pass if one has ended, and returns how many calls of the allocator it has. */
    public int advance() {
        if (next == 0) {
            sync.reset(program);
            loop.begin();
        }
        int calls = loop.segment(next, StampMode.EDGES);
        next++;
        if (next == segments) {
            next = 0;
            passes++;
            wrong += loop.failures();
        }
        return calls;
    }

    /** Goes on to the end of the pass, where no block is live. */
    public void finish() {
        while (next != 0) {
            advance();
        }
    }

    /** Blocks whose ends were verified, in whole passes. */
    public long verified() {
        return passes * program.trace().blocks();
    }

    /** Those of them that had changed, or were no good when they came. */
    public long wrong() {
        return wrong;
    }
}
