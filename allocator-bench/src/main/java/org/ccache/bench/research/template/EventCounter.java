package org.ccache.bench.research.template;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.ccache.rseq.Rseq;

/**
 * A counter of events with one slot per index, added to by the sequence of {@code docs/template}: no lock, no atomic
 * instruction, memory by the number of CPUs and not of threads.
 *
 * <p>Thread-safe. Not to be closed while another thread adds.
 */
public final class EventCounter implements AutoCloseable {
    /** The thread has no index, or one beyond those of {@link Rseq#indexes}; nothing was counted. */
    public static final int NO_INDEX = -1;

    /** Aborted too often; nothing was counted. */
    public static final int GAVE_UP = -2;

    /** A cache line each (template.h). */
    private static final int SLOT_BYTES = 64;

    private static final int MOST_ABORTS = 64;
    private static final VarHandle COUNT = ValueLayout.JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofShared();
    private final long area = Rseq.areaOffset();
    private final long field = Rseq.indexField();
    private final int limit = Rseq.indexes();
    private final MemorySegment slots = arena.allocate((long) limit * SLOT_BYTES, SLOT_BYTES);

    /**
     * Counts one event.
     *
     * @return the aborts on the way, or {@link #NO_INDEX} or {@link #GAVE_UP}
     */
    public long add() {
        return TemplateLibrary.brief(area, field, slots.address(), limit, MOST_ABORTS);
    }

    /**
     * Counts one event by a sequence made longer on purpose.
     *
     * @param rounds of an empty loop inside the sequence, a fraction of a nanosecond each
     * @param most aborts after which it gives up, at least 1
     * @return the aborts on the way, or {@link #NO_INDEX} or {@link #GAVE_UP}
     */
    public long add(long rounds, long most) {
        return TemplateLibrary.count(area, field, slots.address(), limit, rounds, most);
    }

    /** Sum over all slots: exact when nobody adds, else some value between that before and that after the call. */
    public long sum() {
        long sum = 0;
        for (int i = 0; i < limit; i++) {
            // Opaque: the word is written by whatever thread runs on that index. A sum of events orders nothing.
            sum += (long) COUNT.getOpaque(slots, (long) i * SLOT_BYTES);
        }
        return sum;
    }

    @Override
    public void close() {
        arena.close();
    }
}
