package org.ccache.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ccache.bench.machine.ElfFile;

/**
 * An allocator that has no class here, as the command line names it: {@code lib:PATH}, or
 * {@code lib:PATH#MALLOC:FREE[:FREE_SIZED[:ALIGNED_ALLOC]]} where its functions are not called so. Of the path only the
 * file's name is in results.
 *
 * @param file of the library
 * @param symbols that were given; none if they are the usual ones
 */
record LibrarySpec(Path file, List<String> symbols) {
    private static final String PREFIX = "lib:";
    private static final String SYNTAX =
            "lib:PATH or lib:PATH#MALLOC:FREE[:FREE_SIZED[:ALIGNED_ALLOC]] is wanted, not ";
    private static final Pattern SYMBOLS = Pattern.compile("\\w+:\\w+(:\\w*(:\\w+)?)?");
    private static final Pattern FOLDERS = Pattern.compile(PREFIX + "[^,]*/");

    static boolean is(String peer) {
        return peer.startsWith(PREFIX);
    }

    /** @throws IllegalArgumentException with how it is to be written */
    static LibrarySpec parse(String peer) {
        int hash = peer.lastIndexOf('#');
        String path = peer.substring(PREFIX.length(), hash < 0 ? peer.length() : hash);
        String symbols = hash < 0 ? "" : peer.substring(hash + 1);
        if (path.isEmpty()
                || path.endsWith("/")
                || hash >= 0 && !SYMBOLS.matcher(symbols).matches()) {
            throw new IllegalArgumentException(SYNTAX + peer);
        }
        return new LibrarySpec(
                Path.of(path).toAbsolutePath(), symbols.isEmpty() ? List.of() : List.of(symbols.split(":", -1)));
    }

    /** Text in which libraries are named, as it may be published. */
    static String withoutFolders(String text) {
        return FOLDERS.matcher(text).replaceAll(PREFIX);
    }

    /** As results keep it. */
    String name() {
        return PREFIX + file.getFileName() + (symbols.isEmpty() ? "" : "#" + String.join(":", symbols));
    }

    /** The given symbol of a place, from 0; empty if none was given for it. */
    Optional<String> symbol(int place) {
        return place < symbols.size() && !symbols.get(place).isEmpty()
                ? Optional.of(symbols.get(place))
                : Optional.empty();
    }

    PeerInfo info() {
        return new PeerInfo(
                name(),
                PeerInfo.Family.NATIVE,
                "not known",
                "a library given by its path, critical downcalls of "
                        + symbol(0).orElse("malloc") + " and " + symbol(1).orElse("free"),
                true,
                PeerInfo.ANY_SIZE,
                // If it crashes, the suite says so, and goes on without leaving files about.
                List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"),
                false);
    }

    /** Why the file is no library of this machine; empty if it may be one. */
    Optional<String> refusal() {
        if (!Files.isRegularFile(file)) {
            return Optional.of("no such file: " + file);
        }
        try {
            String architecture = elf().architecture();
            String here = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
            return architecture.equals(here)
                    ? Optional.empty()
                    : Optional.of(name() + " is for " + architecture + ", and this machine is " + here);
        } catch (IOException e) {
            return Optional.of(name() + " cannot be read");
        } catch (IllegalArgumentException e) {
            return Optional.of(name() + " is no library: " + e.getMessage());
        }
    }

    private ElfFile elf() throws IOException {
        return new ElfFile(Files.readAllBytes(file));
    }

    /** What the file is: its real name, and a number that another build of it would not have. */
    String version() {
        try {
            return file.toRealPath().getFileName() + ", "
                    + elf().buildId().map(id -> "build id " + id).orElse("SHA-256 " + hash());
        } catch (IOException e) {
            return file.getFileName() + ", which cannot be read any more";
        }
    }

    private String hash() throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
