package org.ccache.allocator;

import java.util.concurrent.atomic.LongAccumulator;

/** The largest live bytes that anybody has looked at: live is computed, not counted, so a peak between two looks is missed. */
final class Peaks {
    private final LongAccumulator live = new LongAccumulator(Math::max, 0);

    long seen(long liveBytes) {
        live.accumulate(liveBytes);
        return live.get();
    }
}
