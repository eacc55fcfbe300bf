package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limit as the files of made-up machines tell it. */
final class MemoryLimitTest {
    private static final long KIB = 1024;

    @TempDir
    Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @BeforeEach
    void machine() throws IOException {
        file("proc/meminfo", "MemFree:  1 kB\nMemTotal:       24630036 kB\nSwapTotal: 0 kB\n");
    }

    @Test
    void withoutGroupsItIsTheMachines() throws IOException {
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(24_630_036 * KIB);
        file("proc/self/cgroup", "0::/\n");
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(24_630_036 * KIB);
    }

    /** Where no hierarchy is mounted the kernel lists none: that is known, not missed. */
    @Test
    void anEmptyListOfGroupsIsNoGroup() throws IOException {
        file("proc/self/cgroup", "");
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(24_630_036 * KIB);
        assertThat(MemoryLimit.look(root.toString())).isEqualTo(24_630_036 * KIB);
    }

    @Test
    void theTightestGroupOnTheWayCounts() throws IOException {
        file("proc/self/cgroup", "0::/user.slice/app/worker\n");
        file("sys/fs/cgroup/user.slice/memory.max", "max\n");
        file("sys/fs/cgroup/user.slice/app/memory.max", "536870912\n");
        file("sys/fs/cgroup/user.slice/app/worker/memory.max", "1073741824\n");
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(512 * KIB * KIB);
    }

    /** In a container the path is the host's, and what is mounted is the group itself. */
    @Test
    void aContainerSeesItsOwnGroupAsTheRoot() throws IOException {
        file("proc/self/cgroup", "0::/../../docker/abc\n");
        file("sys/fs/cgroup/memory.max", "268435456\n");
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(256 * KIB * KIB);
    }

    @Test
    void versionOne() throws IOException {
        file("proc/self/cgroup", "12:pids:/x\n4:memory,hugetlb:/docker/abc\n1:name=systemd:/\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        file("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "134217728\n");
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(128 * KIB * KIB);
    }

    @Test
    void whatCannotBeReadDoesNotCount() throws IOException {
        file("proc/self/cgroup", "rubbish\n0::/app\n");
        file("sys/fs/cgroup/app/memory.max", "many\n");
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(24_630_036 * KIB);
        Files.delete(root.resolve("proc/meminfo"));
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(Long.MAX_VALUE);
        file("proc/meminfo", "MemTotal: lots\n");
        assertThat(MemoryLimit.read(root.toString())).isGreaterThan(1L << 60);
        file("sys/fs/cgroup/app/memory.max", "0\n");
        assertThat(MemoryLimit.read(root.toString())).isEqualTo(1);
    }

    @Test
    void thisProcessMayUseSomething() {
        assertThat(Machine.memoryLimit()).isBetween(1L << 20, 1L << 50);
    }
}
