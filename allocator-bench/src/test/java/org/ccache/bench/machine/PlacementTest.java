package org.ccache.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Where threads may run and where pages stand, against what the kernel says elsewhere. */
class PlacementTest {

    @Test
    void listsOfNumbers() throws IOException {
        assertThat(IdList.parse("0\n")).containsExactly(0);
        assertThat(IdList.parse("0-2,5,7-8")).containsExactly(0, 1, 2, 5, 7, 8);
        assertThatThrownBy(() -> IdList.parse("")).isInstanceOf(NumberFormatException.class);
        assertThat(IdList.nodes()).isNotEmpty().isSorted();
        assertThat(IdList.nodes()).contains(IdList.nodeOf(Affinity.first()));
    }

    @Test
    void aPinnedThreadIsPinnedAndNoOther() throws Exception {
        int[] before = Affinity.allowed();
        int last = before[before.length - 1];
        FutureTask<String> task = new FutureTask<>(() -> {
            ThreadAffinity.pin(last);
            return Files.readString(Path.of("/proc/thread-self/status"));
        });
        Thread.ofPlatform().start(task);
        assertThat(task.get()).containsPattern("Cpus_allowed_list:\\s*" + last + "\n");
        assertThat(Affinity.allowed()).containsExactly(before);
    }

    @Test
    void processorsThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> ThreadAffinity.pin(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ThreadAffinity.pin(8191))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("errno 22");
    }

    @Test
    void touchedPagesStandOnANodeAndOthersNowhere() {
        try (Arena arena = Arena.ofConfined();
                PageNodes pages = new PageNodes(2)) {
            MemorySegment memory = arena.allocate(4096, 4096);
            memory.fill((byte) 1);
            int[] nodes = pages.of(new long[] {memory.address(), 4096}, 2); // nothing is mapped down there
            assertThat(Arrays.stream(IdList.nodes()).anyMatch(node -> node == nodes[0]))
                    .isTrue();
            assertThat(nodes[1]).isNegative();
            assertThatThrownBy(() -> pages.of(new long[3], 3)).isInstanceOf(IllegalArgumentException.class);
        } catch (IOException e) {
            abort("as in a container that filters it: " + e.getMessage());
        }
    }
}
