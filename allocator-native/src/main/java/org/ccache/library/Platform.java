package org.ccache.library;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What Java alone tells of the system: its name, the architecture, what stands in its files. For whoever comes before
 * the first native call.
 *
 * <p>By streams, never by channels: an interrupt cuts a channel's read short, and a machine would be taken for another
 * one.
 */
public final class Platform {
    private Platform() {}

    public static boolean isLinux() {
        return SystemKind.LINUX.equals(SystemKind.name());
    }

    /** x86_64, aarch64, or the JVM's own name for any other architecture. */
    public static String architecture() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch64";
            default -> name;
        };
    }

    /** A file's text, stripped; empty if it is hidden: the callers have a default. */
    public static String text(String file) {
        String text = textIfRead(file);
        return text == null ? "" : text;
    }

    /** The same, but null if it could not be read: hidden, or no descriptor was left. */
    public static String textIfRead(String file) {
        byte[] read = read(file);
        return read == null ? null : new String(read, StandardCharsets.US_ASCII).strip();
    }

    /** A file's bytes; null if it could not be read. */
    public static byte[] read(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }
}
