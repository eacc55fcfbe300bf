package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What benchmarks.jar bundles is named in its NOTICE, with its licence, and the licence's text is there too. */
class ThirdPartyTest {
    private static final String APACHE = "Apache-2.0, the text in META-INF/LICENSE:";

    /** In META-INF of this module's classes; by its place, since other jars on the class path have a NOTICE too. */
    private static Path file(String name) {
        URL list = ThirdPartyTest.class.getResource("/META-INF/third-party/list.txt");
        assertThat(list).as("the list that Maven makes").isNotNull();
        return Path.of(URI.create(list.toString()))
                .resolve("../..")
                .resolve(name)
                .normalize();
    }

    private static String text(String name) throws IOException {
        return Files.readString(file(name));
    }

    /** An artifact that Maven puts into the jar, by the name of its folder below third-party. */
    private record Bundled(String id, String folder) {
        /** Of a line "group:artifact:jar[:classifier]:version:scope ...". */
        static Bundled of(String line) {
            String[] parts = line.strip().split(" ", -1)[0].split(":", -1);
            String classifier = parts.length == 6 ? "-" + parts[3] : "";
            return new Bundled(parts[0] + ":" + parts[1], parts[1] + classifier + "-" + parts[2]);
        }
    }

    private static List<Bundled> bundled() throws IOException {
        return text("third-party/list.txt")
                .lines()
                .filter(line -> line.startsWith("   "))
                .map(Bundled::of)
                .toList();
    }

    /** Artifacts of NOTICE, each with the heading that it stands below. */
    private static Map<String, String> named() throws IOException {
        Map<String, String> named = new LinkedHashMap<>();
        String heading = null;
        for (String line : text("NOTICE").lines().toList()) {
            if (line.startsWith("  ")) {
                named.put(line.strip(), heading);
            } else if (line.endsWith(":")) {
                heading = line;
            }
        }
        return named;
    }

    @Test
    void eachArtifactIsNamedWithItsLicenceAndNoOther() throws IOException {
        assertThat(bundled()).hasSizeGreaterThan(20);
        assertThat(named().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        new TreeSet<>(bundled().stream().map(Bundled::id).toList()));
        assertThat(named().values()).doesNotContainNull();
    }

    @Test
    void whatIsNotUnderTheApacheLicenceHasItsTextInTheJar() throws IOException {
        Map<String, String> named = named();
        List<String> without = new ArrayList<>();
        for (Bundled artifact : bundled()) {
            if (!APACHE.equals(named.get(artifact.id())) && !hasText(artifact)) {
                without.add(artifact.toString());
            }
        }
        assertThat(without).isEmpty();
        assertThat(text("LICENSE")).contains("Apache License");
    }

    /** A licence's file in the artifact's folder or in META-INF in it, as its own jar has it. */
    private static boolean hasText(Bundled artifact) throws IOException {
        Path folder = file("third-party/" + artifact.folder());
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.walk(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("LICENSE")
                    && file.toFile().length() > 300);
        }
    }
}
