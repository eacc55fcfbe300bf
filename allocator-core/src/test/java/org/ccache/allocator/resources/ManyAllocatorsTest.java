package org.ccache.allocator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.ChildProgram.Ending;
import org.junit.jupiter.api.Test;

/**
 * Mappings, address space and descriptors of many allocators: closed ones, open ones and those that somebody forgot.
 */
final class ManyAllocatorsTest {
    private static final long GIB = 1L << 30;

    /** Without any collection, so that only what close does itself counts; and the objects are all kept. */
    @Test
    void closedAllocatorsLeaveNothingThoughNobodyCollects() throws Exception {
        bounded(oneArena(CreateCloseProgram.class)
                .options("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx3g") // 190 KiB each
                .run(ChildProgram.LONG ? "14000" : "3000", "CALLER", "1000"));
    }

    @Test
    void closedAllocatorsWithThreadsOfTheirOwnLeaveNothing() throws Exception {
        bounded(oneArena(CreateCloseProgram.class)
                .options("-XX:+UseSerialGC", "-Xmx256m")
                .run(ChildProgram.LONG ? "20000" : "3000", "THREAD", "1000"));
    }

    private static void bounded(Ending outcome) {
        outcome.healthy();
        // Seen: 5 mappings and 1 MiB. A leak of one mapping, or of 64 KiB, by each of the last 2,000 would be more.
        assertThat(outcome.number("last.mappings") - outcome.number("warm.mappings"))
                .as("mappings")
                .isLessThan(100);
        assertThat(outcome.number("last.size") - outcome.number("warm.size"))
                .as("bytes of address space")
                .isLessThan(GIB / 8);
        assertThat(outcome.number("refused")).isPositive();
    }

    /** Beside as many open allocators the JVM itself still gets what it needs. */
    @Test
    void threeThousandAllocatorsAreOpenAtOnce() throws Exception {
        Ending outcome = new ChildProgram(ManyProgram.class)
                .options("-XX:+UseSerialGC", "-Xms64m", "-Xmx640m", "-XX:MaxDirectMemorySize=128m") // 57 KiB each
                .within(Duration.ofMinutes(3))
                .run("3000");
        outcome.healthy();
        assertThat(outcome.number("open")).isEqualTo(3000);
    }

    @Test
    void closedAllocatorsLeaveNoDescriptor() throws Exception {
        Ending outcome =
                new ChildProgram(FootprintProgram.class).run("descriptors").healthy();
        assertThat(outcome.number("after")).isLessThanOrEqualTo(outcome.number("before"));
    }

    @Test
    void forgottenAllocatorsAreReleasedAndReported() throws Exception {
        Ending outcome = forgetful().run("40");
        forgotten(outcome);
    }

    @Test
    void aLogThatThrowsKeepsNothingFromBeingReleased() throws Exception {
        forgotten(forgetful().run("40", "throwing"));
    }

    @Test
    void aForgottenAllocatorsReportNamesWhereItWasMade() throws Exception {
        Ending outcome = forgetful().options("-Dorg.ccache.track=true").run("8");
        forgotten(outcome);
        assertThat(outcome.number("located")).as(outcome.toString()).isEqualTo(outcome.number("forgotten"));
    }

    /**
     * The C library may keep 64 MiB of address space for each thread that there was, so with many CPUs a GiB for
     * sixteen.
     */
    private static ChildProgram oneArena(Class<?> program) {
        return new ChildProgram(program).under("/usr/bin/env", "MALLOC_ARENA_MAX=1");
    }

    private static ChildProgram forgetful() {
        return oneArena(ForgottenProgram.class).options("-XX:+UseSerialGC");
    }

    private static void forgotten(Ending outcome) {
        outcome.healthy();
        assertThat(outcome.number("warnings")).as(outcome.toString()).isEqualTo(outcome.number("forgotten"));
        // What all of them together would keep: eight mappings each.
        assertThat(outcome.number("mappings.after") - outcome.number("mappings.before"))
                .as(outcome.toString())
                .isLessThan(2 * outcome.number("forgotten"));
        assertThat(outcome.number("size.after") - outcome.number("size.before"))
                .as(outcome.toString())
                .isLessThan(GIB);
    }
}
