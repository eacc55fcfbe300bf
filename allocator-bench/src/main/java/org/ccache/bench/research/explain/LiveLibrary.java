package org.ccache.bench.research.explain;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.ccache.bench.machine.ElfFile;
import org.ccache.library.NativeLibrary;

/** The shipped native library: its files on the class path, and the mapping of one of them in this process. */
final class LiveLibrary {
    private final ElfFile file;
    private final long base;

    private LiveLibrary(ElfFile file, long base) {
        this.file = file;
        this.base = base;
    }

    /** This machine's, in the words of the class path. */
    static String architecture() {
        return System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
    }

    /** The file of an architecture; empty if it was not built. */
    static Optional<ElfFile> file(String architecture) throws IOException {
        String resource = "META-INF/native/linux-" + architecture + "/libccache.so";
        try (InputStream in = NativeLibrary.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(new ElfFile(in.readAllBytes()));
        }
    }

    /**
     * The mapping of a file. Empty if nothing is mapped, or another file is (by {@link NativeLibrary#PATH_PROPERTY}):
     * told by the descriptors, each word of which must stand where the file says.
     */
    static Optional<LiveLibrary> of(ElfFile file) {
        if (!NativeLibrary.available() || System.getProperty(NativeLibrary.PATH_PROPERTY) != null) {
            return Optional.empty();
        }
        long table = NativeLibrary.table();
        LiveLibrary library = new LiveLibrary(file, table - file.symbol("ccache_table"));
        return Descriptor.all(file).stream().allMatch(library::mapped) ? Optional.of(library) : Optional.empty();
    }

    private boolean mapped(Descriptor descriptor) {
        long at = address(descriptor.address());
        return RawMemory.word32(at) == descriptor.version()
                && RawMemory.word32(at + Integer.BYTES) == descriptor.flags()
                && RawMemory.word64(at + Descriptor.START) == address(descriptor.start())
                && RawMemory.word64(at + Descriptor.LENGTH) == descriptor.length()
                && RawMemory.word64(at + Descriptor.ABORT) == address(descriptor.abort());
    }

    ElfFile file() {
        return file;
    }

    long base() {
        return base;
    }

    /** Where an address of the file is now. */
    long address(long inFile) {
        return base + inFile;
    }
}
