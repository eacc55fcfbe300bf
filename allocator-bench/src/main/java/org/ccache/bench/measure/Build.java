package org.ccache.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipFile;

/** Whose program a child JVM runs: this build's, or that of another one's jar. */
public final class Build {
    /** By its name only: what starts children stands below the commands, and knows none of them. */
    static final String MAIN = "org.ccache.bench.Main";

    /** Of the jar when this process began to measure; a run's processes are all of one build, or it ends. */
    private static final String BEGUN = stamp();

    private final List<String> program;
    private final boolean former;

    /**
     * @param program that takes commands: a JVM's arguments after its flags
     * @param former {@link #former}
     */
    Build(List<String> program, boolean former) {
        this.program = List.copyOf(program);
        this.former = former;
    }

    /** The one that runs: from its jar, or from the folders of its classes. */
    public static Build current() {
        return new Build(List.of("-cp", classPath(), MAIN), false);
    }

    /**
     * What tells this build from another one: a digest of its jar, which is the same bytes for the same sources.
     * Folders of classes have none: they change under whoever runs them.
     */
    public static String digest() throws IOException {
        Path jar = Path.of(classPath());
        return Files.isRegularFile(jar)
                ? HexFormat.of().formatHex(sha256(Files.readAllBytes(jar)), 0, 16)
                : "folders of classes";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    private static String stamp() {
        Path jar = Path.of(classPath());
        try {
            return Files.isRegularFile(jar) ? Files.size(jar) + " " + Files.getLastModifiedTime(jar) : "";
        } catch (IOException e) {
            return "missing";
        }
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /**
     * Another one.
     *
     * @param jar its benchmarks.jar
     * @throws IOException if it cannot be read, or is no such jar
     */
    public static Build of(Path jar) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            if (!has(file, MAIN)) {
                throw new IOException(jar + " is no benchmarks.jar");
            }
            return new Build(List.of("-jar", jar.toString()), !has(file, Task.class.getName()));
        }
    }

    /** Whether it is from before the command {@code measure}: it can do less. */
    public boolean former() {
        return former;
    }

    private static boolean has(ZipFile jar, String type) {
        return jar.getEntry(type.replace('.', '/') + ".class") != null;
    }

    /**
     * The arguments that tell it a task.
     *
     * @throws IOException if it is too old to be told this one, or this JVM's own jar is another one now
     */
    List<String> told(Task task) throws IOException {
        if (!stamp().equals(BEGUN)) {
            throw new IOException(classPath() + " was built anew meanwhile: give the command again");
        }
        List<String> arguments = new ArrayList<>(program);
        if (!former) {
            arguments.add("measure");
            arguments.add("--task=" + Tasks.line(task));
        } else if (task.formerly().isEmpty()) {
            throw new IOException(program.getLast() + " is from before the command measure, and has nothing like "
                    + Tasks.line(task));
        } else {
            arguments.addAll(task.formerly());
        }
        return arguments;
    }
}
