package org.ccache.allocator.cache;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Ccaches where sequences work, new for each test. */
abstract class IndexCachesFixture {
    CachesFixture fixture;
    Caches caches;

    @BeforeAll
    static void sequencesWork() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
    }

    @BeforeEach
    void open() {
        open(CachesFixture.CACHE_BYTES);
    }

    /** In place of those that are open. */
    void open(long budget) {
        if (fixture != null) {
            fixture.close();
        }
        fixture = new CachesFixture(f -> new IndexCaches(budget, f.depots, f.pace()));
        caches = fixture.caches;
    }

    @AfterEach
    void close() {
        fixture.close();
    }
}
