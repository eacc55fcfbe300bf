package org.ccache.bench.research.percpu;

import java.lang.foreign.ValueLayout;

/**
 * The ring for each index with nothing to guard it, wrong on purpose: head read, message written, head committed, and
 * another thread of the index may come in between.
 */
final class UnguardedRing extends StripedRing {
    private final Runnable window;

    /** @param window run between writing the message and committing the head; null for nothing */
    UnguardedRing(int capacity, Runnable window) {
        super(capacity);
        this.window = window;
    }

    @Override
    public boolean offer(Message message) {
        long region = region();
        long head = memory.get(ValueLayout.JAVA_LONG, region + HEAD);
        long need = need(message.length());
        long total = room(region, head, need);
        if (total == FULL) {
            return false;
        }
        write(region, head, need, total, message.segment());
        if (window != null) {
            window.run();
        }
        LONG.setRelease(memory, region + HEAD, head + total);
        return true;
    }
}
