package org.ccache.bench.research.percpu;

/** The ring for each index by compare-and-swap of its head; the header publishes. */
final class CasRing extends StripedRing {
    CasRing(int capacity) {
        super(capacity);
    }

    @Override
    public boolean offer(Message message) {
        long region = region();
        long need = need(message.length());
        while (true) {
            long head = (long) LONG.getAcquire(memory, region + HEAD);
            long total = room(region, head, need);
            if (total == FULL) {
                return false;
            }
            if (LONG.compareAndSet(memory, region + HEAD, head, head + total)) {
                write(region, head, need, total, message.segment());
                return true;
            }
        }
    }
}
