package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class HiddenLoopTest {

    static final class Template implements IntSupplier {
        private static final Integer NUMBER = HiddenLoop.constant(MethodHandles.lookup(), Integer.class, 1);

        @Override
        public int getAsInt() {
            return NUMBER;
        }
    }

    static final class Failing implements IntSupplier {
        Failing() {
            throw new IllegalStateException("not today");
        }

        @Override
        public int getAsInt() {
            return 0;
        }
    }

    private static IntSupplier loop(int number) {
        return HiddenLoop.of(MethodHandles.lookup(), IntSupplier.class, Template.class, "first", number);
    }

    @Test
    void eachHasAClassAndConstantsOfItsOwn() {
        IntSupplier one = loop(1);
        IntSupplier two = loop(2);
        assertThat(one.getClass()).isNotEqualTo(two.getClass());
        assertThat(one.getClass().isHidden()).isTrue();
        assertThat(one.getAsInt()).isEqualTo(1);
        assertThat(two.getAsInt()).isEqualTo(2);
    }

    @Test
    void aLoopThatCannotBeMadeIsNamed() {
        assertThatThrownBy(() -> HiddenLoop.of(MethodHandles.lookup(), IntSupplier.class, Failing.class))
                .isInstanceOf(LinkageError.class)
                .hasMessageContaining("Failing")
                .hasRootCauseMessage("not today");
    }
}
