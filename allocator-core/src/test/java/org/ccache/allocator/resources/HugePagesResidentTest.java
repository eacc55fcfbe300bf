package org.ccache.allocator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.ChildProgram.Ending;
import org.junit.jupiter.api.Test;

/** With huge pages, what is resident is counted as mapped, also after pages were given back one by one. */
final class HugePagesResidentTest {
    private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final long SLACK = 4 << 20;

    @Test
    void residentNeverExceedsMappedAfterAPartialPurge() throws Exception {
        assumeTrue(Files.isReadable(SETTING), "no " + SETTING);
        String setting = Files.readString(SETTING).strip();
        assumeFalse(setting.contains("[never]"), "transparent huge pages: " + setting);
        Ending outcome = new ChildProgram(HugePagesProgram.class)
                .options("-XX:+UseSerialGC")
                .run(ChildProgram.LONG ? "60" : "12")
                .healthy();
        assumeTrue(outcome.number("huge") > 0, "inconclusive: the system had no huge page");
        for (String when : new String[] {"trimmed", "asked", "later"}) {
            assertThat(outcome.number("excess." + when)).as(outcome.toString()).isLessThan(SLACK);
        }
    }
}
