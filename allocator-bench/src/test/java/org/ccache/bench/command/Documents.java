package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documents of the project: all Markdown but that of results, and of sources. */
final class Documents {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path DOCS = ROOT.resolve("docs");

    private Documents() {}

    static List<Path> all() throws IOException {
        try (Stream<Path> docs = Files.walk(DOCS)) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "allocator-bench/traces/README.md")
                                    .map(ROOT::resolve),
                            docs.filter(file -> !file.startsWith(DOCS.resolve("results")))
                                    .filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    /** Its path from the root. */
    static String name(Path document) {
        return ROOT.relativize(document).toString();
    }
}
