package org.ccache.os;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The ways to the library, in order: the file named by the user; a memory file, which needs no file system, no
 * permission and cannot be swapped by another user; a private folder in each of several places, since some are mounted
 * noexec. Every step that failed is kept.
 */
final class NativeLoader {
    private static final String SYMBOL = "ccache_table";
    private static final long NAME = 0x656863616363L; // "ccache" and the end of a C string, lowest byte first
    private static final String ROOT = "META-INF/native/";
    private static final long MFD_CLOEXEC = 1;
    private static final long MFD_EXEC = 0x10; // Linux 6.3; older kernels answer EINVAL and need no flag

    private final StringBuilder report = new StringBuilder();

    /** The table, null if no way led to one. */
    NativeTable load() {
        if ("false".equals(System.getProperty(NativeLibrary.ENABLED_PROPERTY))) {
            return failed("switched off", NativeLibrary.ENABLED_PROPERTY + "=false");
        }
        String override = System.getProperty(NativeLibrary.PATH_PROPERTY);
        if (override != null) {
            return open(override, NativeLibrary.PATH_PROPERTY + "=" + override);
        }
        if (!Machine.isLinux()) {
            return failed("platform", "the native library is for Linux, this is " + System.getProperty("os.name"));
        }
        byte[] library = embedded("linux-" + Machine.architecture() + "/libccache.so");
        if (library == null) {
            byte[] missing = embedded("NATIVE-MISSING");
            return failed(
                    "jar",
                    missing == null
                            ? "no library for " + Machine.architecture() + " in the jar"
                            : new String(missing, StandardCharsets.UTF_8).strip());
        }
        NativeTable table = fromMemoryFile(library);
        return table != null ? table : fromFolders(library);
    }

    String report() {
        return report.toString();
    }

    private NativeTable fromMemoryFile(byte[] library) {
        Optional<MemorySegment> create = Linker.nativeLinker().defaultLookup().find("memfd_create");
        if (create.isEmpty()) {
            return failed("memory file", "this C library has no memfd_create");
        }
        // The name as one word, and a stream for the bytes: strings and channels would cost milliseconds of start-up.
        MemorySegment name = Arena.global().allocate(ValueLayout.JAVA_LONG);
        name.set(ValueLayout.JAVA_LONG, 0, NAME);
        long function = create.get().address();
        long descriptor = (int) Downcalls.call(function, name.address(), MFD_CLOEXEC | MFD_EXEC, 0, 0, 0);
        if (descriptor < 0) {
            descriptor = (int) Downcalls.call(function, name.address(), MFD_CLOEXEC, 0, 0, 0);
        }
        if (descriptor < 0) {
            return failed("memory file", "memfd_create refused");
        }
        String path = "/proc/self/fd/" + descriptor;
        try (FileOutputStream out = new FileOutputStream(path)) {
            out.write(library);
        } catch (IOException e) {
            return failed("memory file", e.toString());
        }
        NativeTable table = open(path, "memory file");
        if (table != null) {
            // The mapping keeps the file; the descriptor is not needed any more.
            Downcalls.call(table.function(NativeTable.CLOSE), descriptor, 0, 0, 0, 0);
        }
        return table;
    }

    NativeTable fromFolders(byte[] library) {
        String[] places = {
            System.getProperty("java.io.tmpdir"),
            System.getenv("XDG_RUNTIME_DIR"),
            System.getenv("XDG_CACHE_HOME"),
            System.getProperty("user.home")
        };
        for (String place : places) {
            if (place == null || place.isEmpty()) {
                continue;
            }
            NativeTable table = fromFolder(library, Path.of(place));
            if (table != null) {
                return table;
            }
        }
        return null;
    }

    /** A fresh folder of mode 0700: no other user can plant or swap the file, no other process uses it. */
    private NativeTable fromFolder(byte[] library, Path place) {
        Path folder = null;
        Path file = null;
        try {
            folder = Files.createTempDirectory(
                    place,
                    "ccache",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            file = folder.resolve("libccache.so");
            Files.write(file, library, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return open(file.toString(), "folder " + place);
        } catch (IOException | UnsupportedOperationException e) {
            return failed("folder " + place, e.toString());
        } finally {
            delete(file);
            delete(folder); // the mapping stays
        }
    }

    private static void delete(Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }

    @SuppressWarnings("restricted")
    private NativeTable open(String path, String step) {
        try {
            // By its name, not as a Path: that would be resolved, and a memory file has no real path.
            Optional<MemorySegment> symbol =
                    SymbolLookup.libraryLookup(path, Arena.global()).find(SYMBOL);
            if (symbol.isEmpty()) {
                return failed(step, path + " has no symbol " + SYMBOL);
            }
            NativeTable table = new NativeTable(symbol.get().address());
            String mismatch = table.mismatch();
            if (mismatch != null) {
                return failed(step, path + ": " + mismatch);
            }
            note(step, "loaded");
            return table;
        } catch (IllegalArgumentException e) {
            return failed(step, e.getMessage());
        }
    }

    static byte[] embedded(String name) {
        try (InputStream in = NativeLoader.class.getClassLoader().getResourceAsStream(ROOT + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }

    private NativeTable failed(String step, String why) {
        note(step, why);
        return null;
    }

    private void note(String step, String what) {
        if (!report.isEmpty()) {
            report.append("; ");
        }
        report.append(step).append(": ").append(what);
    }
}
