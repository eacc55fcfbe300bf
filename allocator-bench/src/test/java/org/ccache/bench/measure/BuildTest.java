package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ccache.bench.Main;
import org.ccache.bench.measure.ChildTasks.Add;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {
    private static final String MAIN = "org/ccache/bench/Main.class";

    @TempDir
    private Path folder;

    private Path jar(String... entries) throws IOException {
        Path jar = folder.resolve("a.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
            }
        }
        return jar;
    }

    /** Of which builds before the command {@code measure} know something like it. */
    private record Old() implements Task.Once<Integer> {
        @Override
        public Integer measure() {
            return 1;
        }

        @Override
        public List<String> formerly() {
            return List.of("old", "--task");
        }
    }

    @Test
    void theNameOfTheProgramIsRight() {
        assertThat(Build.MAIN).isEqualTo(Main.class.getName());
    }

    @Test
    void aBuildIsToldByTheCommandMeasure() throws IOException {
        Path jar = jar(MAIN, "org/ccache/bench/measure/Task.class");
        String task = "--task={\"task\":\"add\",\"a\":1,\"b\":2}";
        assertThat(Build.of(jar).told(new Add(1, 2))).containsExactly("-jar", jar.toString(), "measure", task);
        assertThat(Build.current().told(new Add(1, 2)))
                .containsExactly("-cp", Build.classPath(), Build.MAIN, "measure", task);
    }

    @Test
    void anOlderBuildIsToldByItsOwnCommandOrNotAtAll() throws IOException {
        Path jar = jar(MAIN);
        assertThat(Build.of(jar).told(new Old())).containsExactly("-jar", jar.toString(), "old", "--task");
        assertThatThrownBy(() -> Build.of(jar).told(new Add(1, 2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(jar + " is from before the command measure");
    }

    @Test
    void anotherJarIsRefused() throws IOException {
        Path jar = jar("module-info.class");
        assertThatThrownBy(() -> Build.of(jar))
                .isInstanceOf(IOException.class)
                .hasMessage(jar + " is no benchmarks.jar");
        Path text = Files.writeString(folder.resolve("a.txt"), "no jar");
        assertThatThrownBy(() -> Build.of(text)).isInstanceOf(IOException.class);
    }
}
