package org.ccache.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SizesTest {

    @Test
    void drawsEverySizeAndSlotOfItsRangeAndNoOther() {
        Sizes sizes = new Sizes(1);
        Set<Long> drawnSizes = new HashSet<>();
        Set<Integer> drawnSlots = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            long bits = sizes.next();
            drawnSizes.add(Sizes.size(bits));
            drawnSlots.add(Sizes.slot(bits, 8192));
        }
        assertThat(drawnSizes).hasSize(Sizes.SPAN).allMatch(s -> s >= 16 && s <= 1039);
        assertThat(drawnSlots).hasSize(8192).allMatch(s -> s >= 0 && s < 8192);
    }

    @Test
    void seedsGiveDifferentStreams() {
        assertThat(new Sizes(1).next()).isNotEqualTo(new Sizes(2).next());
        assertThat(new Sizes(3).next()).isEqualTo(new Sizes(3).next());
    }
}
