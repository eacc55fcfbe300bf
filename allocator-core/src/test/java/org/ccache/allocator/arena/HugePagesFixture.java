package org.ccache.allocator.arena;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;

/** The records of some huge pages, with no memory behind them: each is in use at first. */
abstract class HugePagesFixture {
    static final int UNITS = HugePageTable.UNITS;
    static final int PAGES = 200;

    private final Arena memory = Arena.ofConfined();
    final HugePageTable pages =
            new HugePageTable(memory.allocate(HugePageTable.bytes(PAGES), 64).address());

    @AfterEach
    void free() {
        memory.close();
    }
}
