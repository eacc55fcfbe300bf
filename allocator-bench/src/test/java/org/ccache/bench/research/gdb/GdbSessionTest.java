package org.ccache.bench.research.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GdbSessionTest {
    @Test
    void numbersAndNoise() {
        GdbOutput output =
                GdbOutput.of("[Inferior 1 (process 77) exited normally]\nUsing host libthread_db library\nx\n");
        assertThat(output.transcript()).isEqualTo("[Inferior 1 exited normally]\nx\n");
        assertThat(output.hits()).isEqualTo(-1);
        assertThat(output.counted()).isEqualTo(-1);
    }

    /** Tests run in the folder of the module, so the sources' own script is not where it is looked for. */
    @Test
    void aToolThatIsMissingIsNamed() {
        assumeTrue(Files.notExists(Path.of("docs/template/build")), "run in the folder of the sources");
        assertThatThrownBy(() -> GdbSession.build(Path.of("target/gdb"))).hasMessageContaining("docs/template/build");
    }
}
