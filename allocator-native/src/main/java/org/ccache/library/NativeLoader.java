package org.ccache.library;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The ways to the library, in order: the file named by the user; a memory file, which needs no file system, no
 * permission and cannot be swapped by another user; a private folder in each of several places, since some are mounted
 * noexec. Every step that failed is kept.
 */
final class NativeLoader {
    private static final String SYMBOL = "ccache_table";
    private static final String ROOT = "META-INF/native/";
    private static final long MFD_CLOEXEC = 1;
    private static final long MFD_EXEC = 0x10; // Linux 6.3; older kernels answer EINVAL and need no flag
    private static final long RTLD_NOW = 2;

    private static final int MOST_NAMES = 1000;
    private static final int MOST_FOLDERS = 100;
    private static final int LONGEST_NAME = 4096;

    private final StringBuilder report = new StringBuilder();
    private String memoryFile = "memory file"; // as the report calls that way

    /** The table, null if no way led to one. */
    NativeTable load() {
        if ("false".equals(System.getProperty(NativeLibrary.ENABLED_PROPERTY))) {
            return failed("switched off", NativeLibrary.ENABLED_PROPERTY + "=false");
        }
        String override = System.getProperty(NativeLibrary.PATH_PROPERTY);
        if (override != null) {
            return fromFile(override);
        }
        if (!Platform.isLinux()) {
            return failed(
                    "platform", "ccache has native code for Linux only, this is " + System.getProperty("os.name"));
        }
        byte[] library = embedded("linux-" + Platform.architecture() + "/libccache.so");
        if (library == null) {
            byte[] missing = embedded("NATIVE-MISSING");
            return failed(
                    "jar",
                    missing == null
                            ? "no library for " + Platform.architecture() + " in the jar"
                            : new String(missing, StandardCharsets.UTF_8).strip());
        }
        String refused = AreaSites.write(library, areaOffset());
        if (refused != null) {
            return failed("jar", refused);
        }
        NativeTable table = fromMemoryFile(library);
        return table != null ? table : fromFolders(library);
    }

    /** The user's own: written like the embedded one, and so mapped from a copy. */
    private NativeTable fromFile(String path) {
        memoryFile = NativeLibrary.PATH_PROPERTY + "=" + path;
        byte[] library;
        try (FileInputStream in = new FileInputStream(path)) {
            library = in.readAllBytes();
        } catch (IOException e) {
            return failed(memoryFile, e.toString());
        }
        String refused = AreaSites.write(library, areaOffset());
        if (refused != null) {
            return failed(memoryFile, refused);
        }
        NativeTable table = fromMemoryFile(library);
        return table != null ? table : fromFolders(library);
    }

    /**
     * Of the rseq area that the C library has registered for each thread, from the thread pointer. 0 if there is none,
     * since that is where another thing stands; or if it is too far for the code, which then stays without.
     */
    static long areaOffset() {
        RegisteredArea area = RegisteredArea.find();
        boolean x86 = Platform.architecture().equals("x86_64");
        boolean fits = AreaSites.fits(x86 ? LibraryBytes.X86_64 : LibraryBytes.AARCH64, area.offset());
        return area.size() > 0 && fits ? area.offset() : 0;
    }

    String report() {
        return report.toString();
    }

    /** Of the C library's functions alone, which cost nothing further: SymbolLookup costs milliseconds. */
    private NativeTable fromMemoryFile(byte[] library) {
        long create = Handles.symbol("memfd_create");
        long open = Handles.symbol("dlopen");
        long find = Handles.symbol("dlsym");
        long close = Handles.symbol("close");
        if (close == 0) { // where no descriptor was left at the first look, it keeps to that
            return failed(memoryFile, "the JDK finds no function of the C library");
        }
        if (create == 0 || open == 0 || find == 0) {
            return failed(memoryFile, "this C library has no memfd_create");
        }
        MemorySegment text = Arena.global().allocate(ValueLayout.JAVA_LONG, LONGEST_NAME / Long.BYTES);
        long name = cString(text, "ccache");
        MemorySegment closing = MemorySegment.ofAddress(close); // before there is something to close
        long descriptor = (int) Downcalls.call(create, name, MFD_CLOEXEC | MFD_EXEC);
        if (descriptor < 0) {
            descriptor = (int) Downcalls.call(create, name, MFD_CLOEXEC);
        }
        if (descriptor < 0) {
            return failed(memoryFile, "memfd_create refused");
        }
        try {
            String file = "fd/" + descriptor;
            try (FileOutputStream out = new FileOutputStream("/proc/self/" + file)) {
                out.write(library);
            } catch (IOException e) {
                return failed(memoryFile, e.toString());
            }
            return openMemoryFile(file, text, open, find);
        } finally {
            Downcalls.call(closing, descriptor, 0); // the mapping keeps the file
        }
    }

    /**
     * The dynamic loader goes by names first: whoever in this process opened a memory file before, another build of
     * ours say, most likely had the same descriptor, and what it mapped would be found instead. It is told by its mark,
     * or its stamps; then the same file is tried by a longer name.
     */
    private NativeTable openMemoryFile(String file, MemorySegment text, long open, long find) {
        StringBuilder path = new StringBuilder("/proc/self/");
        String mismatch = null;
        for (int names = 0; names < MOST_NAMES; names++) {
            long handle = Downcalls.call(open, cString(text, path + file), RTLD_NOW);
            if (handle == 0) {
                return failed(memoryFile, "cannot open " + path + file); // dlerror's words are the JVM's to take
            }
            long address = Downcalls.call(find, handle, cString(text, SYMBOL));
            NativeTable table = address == 0 ? null : new NativeTable(address);
            mismatch = table == null ? "no symbol " + SYMBOL : table.mismatch();
            if (mismatch == null && table.mark() == 0) {
                note(memoryFile, "loaded");
                return table;
            }
            path.append("./");
        }
        return failed(memoryFile, mismatch == null ? "each name is that of another library" : mismatch);
    }

    /** Of ASCII. */
    private static long cString(MemorySegment text, String string) {
        // A word at a time, as everything else accesses memory: each further way would cost milliseconds of start-up.
        for (int word = 0; word <= string.length() / Long.BYTES; word++) {
            long value = 0;
            for (int i = Long.BYTES - 1; i >= 0; i--) {
                int at = word * Long.BYTES + i;
                value = value << Byte.SIZE | (at < string.length() ? string.charAt(at) : 0);
            }
            text.setAtIndex(ValueLayout.JAVA_LONG, word, value);
        }
        return text.address();
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
            NativeTable table = fromFolder(library, place);
            if (table != null) {
                return table;
            }
        }
        return null;
    }

    /** A fresh folder of mode 0700: no other user can plant or swap the file, no other process uses it. */
    private NativeTable fromFolder(byte[] library, String place) {
        Path folder = null;
        Path file = null;
        try {
            folder = create(place);
            file = folder.resolve("libccache.so");
            try (FileOutputStream out = new FileOutputStream(file.toFile())) { // no channel: an interrupt closes that
                out.write(library);
            }
            return open(file.toString(), "folder " + place);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return failed("folder " + place, e.toString());
        } finally {
            delete(file);
            delete(folder); // the mapping stays
        }
    }

    /**
     * Not by createTempDirectory: that one needs random numbers, and where no descriptor is left, the JDK's security is
     * broken for ever in the attempt. The name need not be secret, since a folder is made only where none was.
     */
    private static Path create(String place) throws IOException {
        IOException exists = null;
        for (int attempt = 0; attempt < MOST_FOLDERS; attempt++) {
            try {
                return Files.createDirectory(
                        Path.of(place, "ccache" + Long.toHexString(System.nanoTime())),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                exists = e;
            }
        }
        throw exists;
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
            // By its name, not as a Path: that would be resolved, and what the user wrote is not for us to change.
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

    /** A file of the jar, null if it has none of this name. */
    static byte[] embedded(String name) {
        try {
            byte[] found = beside(ROOT + name);
            if (found != null) {
                return found;
            }
            try (InputStream in = NativeLoader.class.getResourceAsStream("/" + ROOT + name)) {
                return in == null ? null : in.readAllBytes();
            }
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * The same where this class is in a folder, or in a jar that the JVM has open anyway: without the URLs and
     * connections of the general way, which take five milliseconds. Null if this is not so simple.
     */
    private static byte[] beside(String name) throws IOException {
        CodeSource source = NativeLoader.class.getProtectionDomain().getCodeSource();
        URL place = source == null ? null : source.getLocation();
        if (place == null
                || !place.getProtocol().equals("file")
                || place.getPath().indexOf('%') >= 0) {
            return null;
        }
        String path = place.getPath();
        if (path.endsWith("/")) {
            if (!new File(path + name).isFile()) {
                return null;
            }
            try (FileInputStream in = new FileInputStream(path + name)) {
                return in.readAllBytes();
            }
        }
        try (ZipFile jar = new ZipFile(path)) {
            ZipEntry entry = jar.getEntry(name);
            if (entry == null) {
                return null;
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return in.readAllBytes();
            }
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
