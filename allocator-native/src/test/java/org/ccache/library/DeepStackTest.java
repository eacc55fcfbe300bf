package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeepStackTest {
    private static boolean roomOf(long stackBytes) throws InterruptedException {
        boolean[] room = new boolean[1];
        Thread thread = new Thread(null, () -> room[0] = DeepStack.room(), "stack", stackBytes);
        thread.start();
        thread.join();
        return room[0];
    }

    @Test
    void aLongStackHasRoomAndTheShortestNone() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) { // in each compiler's frames
            assertThat(roomOf(4 << 20)).isTrue();
            if (i % 20 == 0) {
                assertThat(roomOf(1)).isFalse(); // the JVM's least
            }
        }
    }
}
