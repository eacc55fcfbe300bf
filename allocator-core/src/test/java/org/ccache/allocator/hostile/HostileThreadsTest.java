package org.ccache.allocator.hostile;

import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.FrontEnd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads in states in which waiting is not what it was: interrupted for good, or pinned to the only carrier. */
final class HostileThreadsTest {
    private static final String SECONDS = ChildProgram.LONG ? "20" : "2";

    @ParameterizedTest
    @MethodSource("org.ccache.allocator.hostile.HostileStates#frontEnds")
    void interruptedThreadsGetOnAndStayInterrupted(FrontEnd frontEnd) throws Exception {
        new ChildProgram(InterruptProgram.class)
                .options("-XX:+UseSerialGC")
                .run(frontEnd.name(), SECONDS)
                .healthy();
    }

    @ParameterizedTest
    @MethodSource("org.ccache.allocator.hostile.HostileStates#frontEnds")
    void pinnedThreadsOnOneCarrierGetOn(FrontEnd frontEnd) throws Exception {
        new ChildProgram(PinnedProgram.class)
                .options("-XX:+UseSerialGC")
                .options("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .run(frontEnd.name(), SECONDS)
                .healthy();
    }
}
