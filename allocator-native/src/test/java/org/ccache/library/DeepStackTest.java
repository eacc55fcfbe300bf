package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;
import org.ccache.sync.StackHeadroom;
import org.junit.jupiter.api.Test;

final class DeepStackTest {
    private static final int LESS_BYTES = 100 << 10;

    private static boolean onALongStack(BooleanSupplier work) throws InterruptedException {
        boolean[] result = new boolean[1];
        Thread thread = new Thread(null, () -> result[0] = work.getAsBoolean(), "stack", 4 << 20);
        thread.start();
        thread.join();
        return result[0];
    }

    /** Where there is not even room for less. */
    private static boolean roomNearTheEnd() {
        return less() ? roomNearTheEnd() : DeepStack.room();
    }

    private static boolean less() {
        try {
            StackHeadroom.check(LESS_BYTES);
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    @Test
    void aLongStackHasRoomAndItsEndNone() throws InterruptedException {
        for (int i = 0; i < 1_000; i++) { // in each compiler's frames
            assertThat(onALongStack(DeepStack::room)).isTrue();
            if (i % 20 == 0) {
                assertThat(onALongStack(DeepStackTest::roomNearTheEnd)).isFalse();
            }
        }
    }
}
