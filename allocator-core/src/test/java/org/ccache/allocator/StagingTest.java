package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Staging: each place is one caller's at a time, and where all are taken there is none. */
final class StagingTest {
    @Test
    void placesAreApartAndComeBack() {
        Staging staging = new Staging(832);
        Set<Long> places = new HashSet<>();
        for (long place = staging.take(); place != 0; place = staging.take()) {
            assertThat(place % 16).isZero();
            assertThat(places).noneMatch(new Near(place)::test).doesNotContain(place);
            places.add(place);
        }
        assertThat(places).hasSizeGreaterThan(1);
        long one = places.iterator().next();
        staging.giveBack(one);
        assertThat(staging.take()).isEqualTo(one);
        assertThat(staging.take()).isZero();
    }

    private record Near(long place) {
        boolean test(long other) {
            return Math.abs(place - other) < 832;
        }
    }
}
