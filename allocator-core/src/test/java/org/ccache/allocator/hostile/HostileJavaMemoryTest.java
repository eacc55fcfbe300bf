package org.ccache.allocator.hostile;

import org.ccache.allocator.ChildProgram;
import org.junit.jupiter.api.Test;

/**
 * The hostile states once more with memory from the JDK alone, whose slow paths are other ones: those of a front end
 * that needs no sequences.
 */
final class HostileJavaMemoryTest {
    private static final String FRONT_END = "STRIPED";

    private static ChildProgram program(Class<?> main) {
        return new ChildProgram(main).options("-Dorg.ccache.os=java", "-XX:+UseSerialGC");
    }

    @Test
    void aFullHeapRefusesAndBreaksNothing() throws Exception {
        HostileStates.reached(program(HeapProgram.class)
                .options("-Xmx24m", "-Xms24m")
                .run(FRONT_END, "0", "1")
                .healthy());
    }

    @Test
    void interruptedThreadsGetOnAndStayInterrupted() throws Exception {
        program(InterruptProgram.class).run(FRONT_END, "1").healthy();
    }

    @Test
    void pinnedThreadsOnOneCarrierGetOn() throws Exception {
        program(PinnedProgram.class)
                .options("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .run(FRONT_END, "1")
                .healthy();
    }

    @Test
    void threadsWithTheSmallestStackWork() throws Exception {
        program(SmallStackProgram.class)
                .options("-XX:-PrintWarnings")
                .run(FRONT_END)
                .healthy();
    }
}
