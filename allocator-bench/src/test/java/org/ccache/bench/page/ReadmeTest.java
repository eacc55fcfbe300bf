package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    /** To bring it up to date: scripts/bench readme FOLDER. */
    @Test
    void itsFiguresAreWhatTheResultsGive() throws IOException {
        assertThat(ReadmeBlock.current(Path.of("..", "README.md"))).isTrue();
    }
}
