package org.ccache.bench.workload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final int COUNT = 8192;
    private final Frames frames = new Frames(42);

    @Test
    void sizesHaveTheirShares() {
        Map<Integer, Long> counts = LongStream.range(0, COUNT)
                .mapToObj(frames::size)
                .collect(Collectors.groupingBy(size -> size, Collectors.counting()));
        assertThat(counts.get(1024) / (double) COUNT).isCloseTo(0.33, within(0.03));
        assertThat(counts.get(256) / (double) COUNT).isCloseTo(0.24, within(0.03));
        assertThat(counts.get(15) / (double) COUNT).isCloseTo(0.12, within(0.02));
        assertThat(counts.get(16_639) / (double) COUNT).isCloseTo(0.11, within(0.02));
        assertThat(counts.get(636) / (double) COUNT).isCloseTo(0.06, within(0.02));
        assertThat(counts.get(2048) / (double) COUNT).isCloseTo(0.03, within(0.01));
        assertThat(counts).hasSizeGreaterThan(500);
        assertThat(counts.keySet()).allMatch(size -> size >= Frames.LEAST && size <= Frames.LARGEST);
    }

    @Test
    void aFrameIsThatOfItsRequestAndOfNoOther() {
        ByteBuffer buffer = ByteBuffer.allocate(Frames.LARGEST);
        for (long request = 0; request < 500; request++) {
            frames.put(request, buffer);
            assertThat(buffer.remaining()).isEqualTo(frames.size(request)).isEqualTo(buffer.getInt(0));
            assertThat(frames.intact(request, buffer, 0)).isTrue();
            assertThat(frames.intact(request + COUNT, buffer, 0)).isFalse();
            for (int at : new int[] {4, 7, buffer.limit() - 4, buffer.limit() - 1}) {
                buffer.put(at, (byte) (buffer.get(at) ^ 1));
                assertThat(frames.intact(request, buffer, 0)).isFalse();
                buffer.put(at, (byte) (buffer.get(at) ^ 1));
            }
        }
    }
}
