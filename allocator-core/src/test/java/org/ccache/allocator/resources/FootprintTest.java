package org.ccache.allocator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.ChildProgram.Ending;
import org.junit.jupiter.api.Test;

/** What the system charges an allocator for that holds nothing yet, and under limits that administrators set. */
final class FootprintTest {
    private static final long MIB = 1 << 20;
    private static final long INDEX = 256 << 10; // of each index's caches

    /** Beside the caches: stacks, the thread of one, first pieces of metadata, and what the JVM does meanwhile. */
    private static long allowance(Ending outcome) {
        return 48 * MIB + outcome.number("indexes") * INDEX;
    }

    @Test
    void dataIsChargedAsItIsUsedAndNotAsItIsReserved() throws Exception {
        Ending outcome = new ChildProgram(FootprintProgram.class)
                .options("-XX:+UseSerialGC")
                .run("data")
                .healthy();
        assertThat(outcome.number("defaults")).isLessThan(allowance(outcome));
        assertThat(outcome.number("reserved")).isLessThan(allowance(outcome));
    }

    /** A server that locks its memory pays for what it uses; and gets it back, or is told that it does not. */
    @Test
    void lockedMemoryHoldsLittleAndComesBackOrSaysSo() throws Exception {
        Ending outcome = new ChildProgram(FootprintProgram.class)
                .options("-XX:+UseSerialGC", "-Xms64m", "-XX:+AlwaysPreTouch")
                .run("locked")
                .healthy();
        assumeTrue(outcome.value("refused").equals("false"), "mlockall is refused here");
        assertThat(outcome.number("idle")).isLessThan(allowance(outcome));
        assertThat(outcome.number("filled")).isGreaterThan(60 * MIB);
        assertThat(outcome.number("back") > 48 * MIB || outcome.number("refusals") > 0)
                .as(outcome.toString())
                .isTrue();
    }

    @Test
    void aLimitOfDataLeavesMostOfItToTheBlocks() throws Exception {
        Ending outcome = new ChildProgram(FootprintProgram.class)
                .options("-XX:+UseSerialGC")
                .limited("-d 3000000")
                .run("limited")
                .healthy();
        assertThat(outcome.number("got")).as(outcome.toString()).isGreaterThan(outcome.number("left") * 6 / 10);
        assertThat(outcome.value("message")).contains("ulimit -d", "left to the JVM");
        assertThat(outcome.value("thread")).isEqualTo("started");
        assertThat(outcome.value("clean")).isEqualTo("true");
    }
}
