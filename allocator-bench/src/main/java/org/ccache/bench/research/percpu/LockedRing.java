package org.ccache.bench.research.percpu;

import java.lang.foreign.ValueLayout;

/** The ring for each index by a lock for each index. */
final class LockedRing extends StripedRing {
    LockedRing(int capacity) {
        super(capacity);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // the holder may have lost its processor to this thread
    public boolean offer(Message message) {
        long region = region();
        for (int spin = 0; !INT.weakCompareAndSetAcquire(memory, region + LOCK, 0, 1); spin++) {
            if (spin < 100) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        try {
            long head = memory.get(ValueLayout.JAVA_LONG, region + HEAD);
            long need = need(message.length());
            long total = room(region, head, need);
            if (total == FULL) {
                return false;
            }
            write(region, head, need, total, message.segment());
            LONG.setRelease(memory, region + HEAD, head + total);
            return true;
        } finally {
            INT.setRelease(memory, region + LOCK, 0);
        }
    }
}
