package org.ccache.sequence;

import org.ccache.layout.RegionLayout;

/**
 * Who may touch the region of an index, and the one protocol by which that changes. For whoever has regions: the
 * ccaches of an allocator, a memory of per-CPU data.
 *
 * <pre>
 *   CLOSED --open--> OPEN --stop, fence--> STOPPED --resume--> OPEN
 *                                          STOPPED --its pages given back--> CLOSED
 *   end: what is not CLOSED is STOPPED, fenced, and never opened again
 * </pre>
 *
 * <p>CLOSED, which untouched memory reads as: nobody but its preparer. OPEN: the sequences of the thread that runs with
 * the index. STOPPED and fenced: the owner of the stop. A sequence that is refused has touched nothing.
 *
 * <p><b>The lock is the user's</b>, since it is another one for each: one that is not held over foreign code parks its
 * waiters, one that is held over it must be left by a single store, and who opens a region may wait or may not. Whoever
 * calls holds it, but for {@link #refuse} and the questions, which anybody may. Where there are no sequences,
 * {@link #fence} is overridden, and the user has a lock for each region instead.
 */
public abstract class RegionStates {
    /*
     * Bad interleavings, and what prevents them. T runs sequences, D and E stop regions, "moves" is D's work: blocks
     * from a magazine to a depot. bench's model explores them state by state; docs/rseq.md.
     *
     *  1. D and E stop a region. E is done and opens it, D still copies slots; T pops a block that D puts into the
     *     depot. One owner at a time: the lock, and a thread is refused a stop within its own, of which the inner one
     *     would open.
     *  2. D fences and then writes STOPPED. In between T reads OPEN, current = 5 and slot 4; D moves slots 0 to 4 and
     *     opens; T commits current = 4: slot 4 is T's and the depot's, slots 0 to 3 are in the magazine and in the
     *     depot. All regions are marked before the one fence.
     *  3. The same without a fence, with one that orders memory and aborts nothing, or with one that reaches only the
     *     CPU on which the index was seen: T is elsewhere by then. RemoteFence, on all CPUs. Where it is refused
     *     nothing has been touched, and stop opens again what it had marked.
     *  4. An error comes between a mark and the fence and leaves the region STOPPED. E finds it so and does not fence:
     *     as 3. Whatever is meant and not CLOSED is marked again and fenced for; what is not meant is not to be
     *     touched, and resume opens it as it is.
     *  5. An error leaves a region STOPPED for good: each of its threads is refused for ever.
     *     open takes STOPPED for CLOSED, but for the preparing: whoever opens has the lock, so nobody is at work there.
     *  6. D opens before its stores are seen: T reads OPEN and the old current, and pops what the depot has.
     *     OPEN is written with release, the partner of the sequences' acquire; the same for what prepare has written.
     *  7. D ends the regions; T, refused, opens one again and works on what the next allocator has been lent.
     *     Ended is looked at with the lock held, by open and stop, and set before the first region is marked; resume
     *     opens none of an ended one's, so a stop that goes on meanwhile leaves them STOPPED.
     */

    private final String refusal;

    private volatile boolean ended; // never reset

    /**
     * Who has stopped regions; null if nobody has. Written with the lock held, and read by anybody, racy, to look for
     * itself. A field, so that it can be reset by a store, which needs no stack.
     */
    protected Thread owner;

    /**
     * For regions that are all CLOSED.
     *
     * @param refusal what is said to whoever comes after the end
     */
    protected RegionStates(String refusal) {
        this.refusal = refusal;
    }

    /** The state's word of a region. */
    protected abstract int state(int index);

    /** Writes it, with release. */
    protected abstract void state(int index, int state);

    /** Makes a CLOSED region ready to be opened. */
    protected abstract void prepare(int index);

    /** Whether a stop means this region; all by default. */
    protected boolean means(int index) {
        return true;
    }

    /**
     * When it returns nobody is within a stopped region, and whoever comes meets STOPPED.
     *
     * @throws IllegalStateException if the kernel refuses
     */
    protected void fence() {
        RemoteFence.fence();
    }

    public final boolean hasEnded() {
        return ended;
    }

    /**
     * Refuses after the end.
     *
     * @throws IllegalStateException if nothing is opened or stopped any more
     */
    public final void requireUsable() {
        if (ended) {
            throw new IllegalStateException(refusal);
        }
    }

    /**
     * Refuses the thread that has stopped regions and not resumed them. For who waits for the lock, before that: it
     * would wait for itself.
     *
     * @throws IllegalStateException if it is the calling one
     */
    protected final void requireNotOwner() {
        if (owner == Thread.currentThread()) {
            throw new IllegalStateException("from within an exclusive action on the same memory");
        }
    }

    /**
     * Opens a region, whatever its state. An error in the midst of it leaves it as it was.
     *
     * @throws IllegalStateException after the end
     */
    protected final void open(int index) {
        requireUsable();
        if (state(index) == RegionLayout.STATE_CLOSED) {
            prepare(index);
        }
        state(index, RegionLayout.STATE_OPEN);
    }

    /**
     * Stops the regions from the first index up to the second one that {@link #means} says and that are not CLOSED:
     * they are the caller's until {@link #resume}. CLOSED ones are too, since nobody opens them without the lock. An
     * error leaves all as before, or what 5 is about.
     *
     * @throws IllegalStateException after the end, within the thread's own stop, or if the kernel refuses the fence
     */
    protected final void stop(int from, int to) {
        requireUsable();
        requireNotOwner();
        boolean stopped = false;
        try {
            owner = Thread.currentThread();
            mark(from, to, false);
            stopped = true;
        } finally {
            if (!stopped) {
                resume(from, to);
            }
        }
    }

    /** Opens what is STOPPED, unless it has ended meanwhile. */
    protected final void resume(int from, int to) {
        owner = null;
        for (int index = from; index < to && !ended; index++) {
            if (state(index) == RegionLayout.STATE_STOPPED) {
                state(index, RegionLayout.STATE_OPEN);
            }
        }
    }

    /**
     * Refuses from now on, without the lock: who waits for it is refused as soon as it is there.
     *
     * @throws IllegalStateException within the thread's own stop
     */
    public final void refuse() {
        requireNotOwner();
        ended = true;
    }

    /**
     * Stops the regions up to an index for good. Again: what was left to do.
     *
     * @return whether any was not CLOSED
     * @throws IllegalStateException within the thread's own stop; or if the kernel refuses the fence: nobody comes in
     *      any more, but somebody may be inside
     */
    protected final boolean end(int to) {
        refuse();
        return mark(0, to, true);
    }

    private boolean mark(int from, int to, boolean all) {
        boolean any = false;
        for (int index = from; index < to; index++) {
            if (state(index) != RegionLayout.STATE_CLOSED && (all || means(index))) {
                state(index, RegionLayout.STATE_STOPPED);
                any = true;
            }
        }
        if (any) {
            fence();
        }
        return any;
    }
}
