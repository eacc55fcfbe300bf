package org.ccache.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the layouts compute; that assembly and C have the same numbers is compared when the library is loaded. */
final class LayoutsTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "3, 0", "3, 7", "3, 4095", "5, 0"})
    void aRefusalIsTakenApart(int code, int index) {
        long result = -(code | (long) index << 8);
        assertThat(RegionLayout.code(result)).isEqualTo(code);
        assertThat(RegionLayout.index(result)).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 0x7f06dbe00010L, 0x7ffffffffff0L})
    void aRefusedPushGivesItsBlockBack(long block) {
        for (int code = 1; code <= RegionLayout.RESULT_ABORTED; code++) {
            assertThat(RegionLayout.pushCode(block | code)).isEqualTo(code);
            assertThat(RegionLayout.pushBlock(block | code)).isEqualTo(block);
        }
    }

    /** Magazines are numbered from 1, so the first header does not lie on the region's own words. */
    @Test
    void headersFollowTheRegionsWords() {
        assertThat(RegionLayout.header(1)).isGreaterThan(RegionLayout.ABORTS);
        assertThat(RegionLayout.header(2) - RegionLayout.header(1)).isGreaterThan(RegionLayout.HEADER_END);
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "1, 16", "8, 16", "9, 24", "512, 520", "2147483647, 2147483656"})
    void aRecordIsWholeWordsWithItsHeader(int length, long bytes) {
        assertThat(SpaceLayout.recordBytes(length)).isEqualTo(bytes);
    }

    /** A number that outgrew its byte would change its neighbour's, and another layout could have the same stamp. */
    @Test
    void eachNumberOfAStampFitsItsByte() {
        long[] numbers = {
            RegionLayout.REGION_SHIFT,
            RegionLayout.ABORTS,
            RegionLayout.STATE_STOPPED,
            RegionLayout.HEADER_SHIFT | RegionLayout.HEADER_BEGIN << 4,
            RegionLayout.HEADER_END,
            RegionLayout.MAX_BATCH,
            RegionLayout.RESULT_ABORTED,
            -SpaceLayout.LIMIT,
            -SpaceLayout.STRIDE,
            -SpaceLayout.CAPACITY,
            SpaceLayout.RING_HEAD,
            SpaceLayout.RING_SEEN,
            SpaceLayout.RING_TAIL / 8,
            SpaceLayout.RING_DATA / 8,
            SpaceLayout.MAX_STORES | SpaceLayout.MAX_COPY / 512L << 5
        };
        assertThat(LongStream.of(numbers)).allMatch(number -> number > 0 && number < 256);
        assertThat(RegionLayout.HEADER_SHIFT).isLessThan(16);
        assertThat(SpaceLayout.MAX_STORES).isLessThan(32);
        assertThat(SpaceLayout.MAX_COPY % 512).isZero();
    }

    @Test
    void theSequencesByCpuIdFollowThoseByMmCid() {
        assertThat(TableLayout.POP + TableLayout.MAGAZINES_BY_CPU).isEqualTo(TableLayout.PUSH_BATCH + 1);
        assertThat(TableLayout.ADD + TableLayout.PERCPU_BY_CPU).isEqualTo(TableLayout.RING_CLAIM + 1);
        assertThat(TableLayout.RING_CLAIM + TableLayout.PERCPU_BY_CPU).isEqualTo(TableLayout.SIZE - 1);
    }
}
