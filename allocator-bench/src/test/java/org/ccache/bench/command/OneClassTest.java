package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.ccache.bench.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A class on the class path is all that a new peer takes, and all that a new workload takes. */
class OneClassTest {
    private static final String PEER = """
            package org.ccache.bench.peer;

            import java.lang.foreign.Arena;

            @Facts(family = PeerInfo.Family.BOUND, licence = "none", how = "a block for everybody")
            public final class JustAddedPeer implements Peer {
                private final long block = Arena.global().allocate(4096, 4096).address();

                @Override
                public long allocate(long size) {
                    return block;
                }

                @Override
                public long allocate(long size, long alignment) {
                    return block;
                }

                @Override
                public void free(long address) {}

                @Override
                public void close() {}
            }
            """;

    private static final String WORKLOAD = """
            package org.ccache.bench.workload;

            import java.util.List;
            import org.ccache.bench.peer.BlockTable;
            import org.ccache.bench.peer.Peer;

            final class JustAdded implements Workload {
                @Override
                public String name() {
                    return "in-and-out";
                }

                @Override
                public String what() {
                    return "one thread allocates a block and frees it";
                }

                @Override
                public String operation() {
                    return "allocation and free";
                }

                @Override
                public Needs needs() {
                    return new Needs(false, false, 16);
                }

                @Override
                public List<Lane> lanes(Peer peer, int processors, long seed) {
                    BlockTable table = peer.table(1);
                    return List.of(new Lane() {
                        @Override
                        protected void work() {
                            while (!stopped()) {
                                for (int i = 0; i < 1000; i++) {
                                    table.allocate(0, 16);
                                    table.free(0);
                                }
                                count(1000);
                            }
                        }
                    });
                }
            }
            """;

    @TempDir
    Path folder;

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    /** The folder that the two classes are in. */
    private Path compiled() throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        JavaCompiler compiler = javax.tools.ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        assertThat(compiler.getTask(
                                null,
                                null,
                                null,
                                options,
                                null,
                                List.of(source("JustAddedPeer", PEER), source("JustAdded", WORKLOAD)))
                        .call())
                .isTrue();
        return classes;
    }

    private static String run(Path added, List<Integer> statuses, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + added,
                Main.class.getName(),
                "suite"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = process.inputReader().lines().collect(Collectors.joining("\n"));
        assertThat(process.waitFor()).as(output).isIn(statuses);
        return output;
    }

    @Test
    void inAFolderItIsListedAndMeasured() throws IOException, InterruptedException {
        Path added = compiled();
        listed(added);
        Path out = folder.resolve("results");
        // 1: on a busy machine a process may not get its processor in the window, which is a failure with a reason.
        run(
                added,
                List.of(0, 1),
                "in-and-out",
                "--peers=just-added",
                "--rounds=1",
                "--warm-up=10",
                "--window=500",
                "--out=" + out);
        assertThat(Files.readAllLines(out.resolve("results.jsonl")))
                .allMatch(line -> line.matches(".*\"failure\":\"(not one operation ended in the window)?\".*"))
                .anyMatch(line -> line.contains("\"workload\":\"in-and-out\",\"peer\":\"just-added\""));
        assertThat(out.resolve("report.md")).content().contains("a block for everybody");
    }

    @Test
    void inAJarItIsListed() throws IOException, InterruptedException {
        Path jar = folder.resolve("just-added.jar");
        assertThat(ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "cf",
                                jar.toString(),
                                "-C",
                                compiled().toString(),
                                "."))
                .isZero();
        listed(jar);
    }

    private static void listed(Path added) throws IOException, InterruptedException {
        assertThat(run(added, List.of(0), "list").lines())
                .anyMatch(line -> line.matches("in-and-out +one thread allocates a block and frees it"))
                .anyMatch(line -> line.matches("just-added +BOUND, none: a block for everybody"))
                .anyMatch(line -> line.startsWith("larson-sized "));
    }
}
