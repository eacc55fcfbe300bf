package org.ccache.bench.research.percpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.function.Supplier;
import org.agrona.BufferUtil;
import org.ccache.bench.measure.Arm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compared must do the same: each ring hands out each message once. */
@Tag("agrona")
final class RingsTest {
    private static final int PRODUCERS = 3;
    private static final int MESSAGES = 20_000;

    @ParameterizedTest
    @ValueSource(strings = {Arm.OURS, Rings.LOCK, Rings.CAS, Rings.AGRONA})
    void eachMessageComesOutOnce(String name) throws InterruptedException {
        assumeTrue(
                !name.equals(Rings.AGRONA)
                        || Object.class.getModule().isExported("jdk.internal.misc", BufferUtil.class.getModule()),
                "Agrona may not use jdk.internal.misc here");
        Supplier<MessageRing> make = Rings.all(1 << 14, 1 << 14).get(name);
        MessageRing ring = make.get();
        BitSet seen = new BitSet();
        Thread[] producers = new Thread[PRODUCERS];
        for (int p = 0; p < PRODUCERS; p++) {
            int from = p * MESSAGES;
            producers[p] = Thread.ofPlatform().start(() -> {
                Message message = Message.of(24);
                for (int i = 0; i < MESSAGES; i++) {
                    message.segment().set(ValueLayout.JAVA_LONG, 0, from + i);
                    while (!ring.offer(message)) {
                        Thread.onSpinWait();
                    }
                }
            });
        }
        int count = 0;
        long end = System.nanoTime() + 100_000_000_000L;
        while (count < PRODUCERS * MESSAGES && System.nanoTime() < end) {
            count += ring.read(
                    (type, buffer, offset, length) -> {
                        assertThat(length).isEqualTo(24);
                        seen.set((int) buffer.get(ValueLayout.JAVA_LONG, offset));
                    },
                    100);
        }
        for (Thread producer : producers) {
            producer.join();
        }
        ring.close();
        assertThat(count).isEqualTo(PRODUCERS * MESSAGES);
        assertThat(seen.cardinality()).isEqualTo(count);
    }
}
