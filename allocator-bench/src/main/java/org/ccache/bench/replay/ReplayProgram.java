package org.ccache.bench.replay;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.trace.Trace;

/**
 * A trace made ready to replay: per thread an array of steps, with everything decided beforehand that would cost time
 * or memory while the clock runs.
 *
 * <p><b>Order between threads.</b> A thread that releases a block of another waits until that block's address is in its
 * slot. Beyond that threads run freely within a window: the trace is cut into epochs of equally many events, and no
 * thread begins an epoch before all have finished the one two before it. The window keeps a producer from running away
 * from a consumer, so memory in use stays near what was recorded. Both kinds of waiting are for events earlier in
 * recorded order: no deadlock.
 *
 * <p><b>Slots.</b> The slot tables are as small as the number of blocks live at a time allows, to stay in the cache. A
 * slot in a thread's own table is used again at once. A shared slot is used again two epochs after its release at the
 * earliest, when the window guarantees that the releasing thread has emptied it.
 *
 * <p>Blocks never released are released at the end, by the threads that acquired them, in order of acquisition, in an
 * epoch that begins when all threads have come to the end of the trace.
 */
public final class ReplayProgram {
    /** Events per epoch unless told otherwise. */
    public static final int DEFAULT_EPOCH_EVENTS = 8192;

    private final Trace trace;
    private final int sharedSlots;
    private final long peakLiveBytes;
    private final List<ThreadProgram> threads;

    ReplayProgram(Trace trace, int sharedSlots, long peakLiveBytes, List<ThreadProgram> threads) {
        this.trace = trace;
        this.sharedSlots = sharedSlots;
        this.peakLiveBytes = peakLiveBytes;
        this.threads = new ArrayList<>(threads);
    }

    /** Prepares a trace. */
    public static ReplayProgram of(Trace trace) {
        return of(trace, DEFAULT_EPOCH_EVENTS);
    }

    /**
     * Prepares a trace with epochs of a given length.
     *
     * @throws IllegalArgumentException if {@code epochEvents} is not positive, or the trace has more live blocks than a
     *     replay has room for
     */
    public static ReplayProgram of(Trace trace, int epochEvents) {
        if (epochEvents < 1) {
            throw new IllegalArgumentException("epochs of " + epochEvents + " events, at least 1 is needed");
        }
        return new ReplayCompiler(trace, epochEvents, false).compile();
    }

    /** Likewise, for one thread that does what all recorded ones did, in recorded order. */
    static ReplayProgram ofOneThread(Trace trace, int epochEvents) {
        return new ReplayCompiler(trace, epochEvents, true).compile();
    }

    /** The trace this replays. */
    public Trace trace() {
        return trace;
    }

    /** Calls of the allocator in one round. */
    public long operations() {
        return 2L * trace.blocks();
    }

    /** Largest sum of requested sizes of live blocks, in recorded order. */
    public long peakLiveBytes() {
        return peakLiveBytes;
    }

    int sharedSlots() {
        return sharedSlots;
    }

    List<ThreadProgram> threads() {
        return threads;
    }
}
