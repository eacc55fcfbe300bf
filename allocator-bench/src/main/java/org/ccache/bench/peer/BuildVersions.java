package org.ccache.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions of what this build was linked with, for peers that do not know their own. */
final class BuildVersions {
    private static final Properties VERSIONS = new Properties();

    static {
        try (InputStream in = BuildVersions.class.getResourceAsStream("versions.properties")) {
            VERSIONS.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BuildVersions() {}

    static String of(String library) {
        String version = VERSIONS.getProperty(library);
        if (version == null) {
            throw new IllegalArgumentException("no version of " + library + " was kept");
        }
        return version;
    }

    static String jdk() {
        return System.getProperty("java.version");
    }
}
