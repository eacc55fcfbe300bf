package org.ccache.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AffinityTest {
    @Test
    void aProcessorThatWeMayUseIsNoReasonToRefuse() throws IOException {
        assertThat(Affinity.refusal(Integer.toString(Affinity.first()))).isEmpty();
    }

    @Test
    void processorsThatAreNotThereAreNamed() throws IOException {
        assertThat(Affinity.refusal(Affinity.first() + ",1000-1001")).contains("[1000, 1001]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0-", "0,,1", "-1", "1-0"})
    void whatIsNoListIsSaid(String list) throws IOException {
        assertThat(Affinity.refusal(list)).isNotEmpty();
    }
}
