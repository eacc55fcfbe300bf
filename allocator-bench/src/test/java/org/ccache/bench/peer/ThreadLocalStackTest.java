package org.ccache.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ThreadLocalStackTest {

    @Test
    void handsOutEachAddressOnceUntilItIsEmpty() {
        ThreadLocalStack stack = new ThreadLocalStack();
        Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 64; i++) {
            assertThat(addresses.add(stack.allocate(100))).isTrue();
        }
        assertThatThrownBy(() -> stack.allocate(100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("100");
        assertThat(stack.allocate(120)).isNotIn(addresses);
    }

    @Test
    void givesBackTheNewestFirst() {
        ThreadLocalStack stack = new ThreadLocalStack();
        long first = stack.allocate(16);
        long second = stack.allocate(16);
        stack.free(first, 16);
        stack.free(second, 16);
        assertThat(stack.allocate(16)).isEqualTo(second);
        assertThat(stack.allocate(16)).isEqualTo(first);
    }
}
