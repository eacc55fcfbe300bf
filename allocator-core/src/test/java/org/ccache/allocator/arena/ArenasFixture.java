package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Arenas that are closed after each test, and the equations that hold for any of them. */
abstract class ArenasFixture {
    static final long MIB = 1 << 20;
    static final long NEVER = Long.MAX_VALUE;

    private final List<Arenas> opened = new ArrayList<>();

    Arenas arenas(ArenaOptions options) {
        Arenas arenas = new Arenas(options);
        opened.add(arenas);
        return arenas;
    }

    /** Without huge pages, so that mapped follows the units. */
    Arenas arenas(long reserve, long limit, long purgeDelay, int nodes) {
        return arenas(new ArenaOptions(reserve, limit, Long.MAX_VALUE, ArenaOptions.Advice.AVOID, purgeDelay, nodes));
    }

    Arenas arenas(long reserve) {
        return arenas(reserve, Long.MAX_VALUE, NEVER, 1);
    }

    @AfterEach
    void close() {
        opened.forEach(Arenas::close);
    }

    /** What every look must find: mapped is what is in use and what is dirty, unit by unit. */
    static void addsUp(Arenas arenas) {
        long[] sums = new long[3];
        arenas.forEach((unit, units, entry, dirty) -> {
            sums[0] += entry == SpanMap.FREE ? 0 : units;
            sums[1] += dirty;
            sums[2] += entry == SpanMap.FREE ? units : 0;
        });
        ArenaStats stats = arenas.stats();
        assertThat(stats.mapped()).isEqualTo(Units.bytes(sums[0] + sums[1]));
        assertThat(stats.dirty()).isEqualTo(Units.bytes(sums[1]));
        assertThat(stats.free()).isEqualTo(Units.bytes(sums[2]));
        assertThat(stats.committed()).isEqualTo(Units.bytes(sums[0] + sums[2]));
        assertThat(stats.peakMapped()).isGreaterThanOrEqualTo(stats.mapped());
    }
}
