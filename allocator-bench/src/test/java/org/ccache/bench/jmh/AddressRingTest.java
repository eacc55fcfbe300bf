package org.ccache.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class AddressRingTest {

    @Test
    void keepsOrderAndKnowsWhenItIsFull() {
        AddressRing ring = new AddressRing(4);
        assertThat(ring.take()).isEqualTo(AddressRing.NONE);
        for (long address = 1; address <= 4; address++) {
            assertThat(ring.full()).isFalse();
            ring.put(address);
        }
        assertThat(ring.full()).isTrue();
        assertThat(ring.take()).isEqualTo(1);
        assertThat(ring.full()).isFalse();
        ring.put(5);
        for (long address = 2; address <= 5; address++) {
            assertThat(ring.take()).isEqualTo(address);
        }
        assertThat(ring.take()).isEqualTo(AddressRing.NONE);
    }

    @Test
    void handsEveryAddressOverOnce() throws InterruptedException {
        AddressRing ring = new AddressRing(64);
        long last = 20_000;
        Thread producer = Thread.ofPlatform().start(() -> {
            for (long address = 1; address <= last; address++) {
                while (ring.full()) {
                    LockSupport.parkNanos(1_000); // two processors may be busy with other tests
                }
                ring.put(address);
            }
        });
        for (long expected = 1; expected <= last; ) {
            long address = ring.take();
            if (address == AddressRing.NONE) {
                LockSupport.parkNanos(1_000); // two processors may be busy with other tests
            } else {
                assertThat(address).isEqualTo(expected++);
            }
        }
        producer.join();
        assertThat(ring.take()).isEqualTo(AddressRing.NONE);
    }

    @Test
    void refusesACapacityThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new AddressRing(6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6");
    }
}
