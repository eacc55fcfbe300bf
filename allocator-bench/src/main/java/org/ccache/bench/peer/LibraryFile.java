package org.ccache.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A library that somebody else names, open for the life of the process. It finds what is in that file alone: dlsym goes
 * on to what a library depends on, and there libc has a malloc for every library that has none.
 */
@SuppressWarnings("restricted")
final class LibraryFile implements SymbolLookup {
    /** All symbols at once: what is missing is said now, and not by the end of the process at the first call. */
    private static final int RTLD_NOW = 2;

    /** Its own functions first: else its free_sized would call libc's free, which was there before. */
    private static final int RTLD_DEEPBIND = 8;

    private static final MethodHandle DLOPEN = link("dlopen", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle DLSYM = link("dlsym", ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    private static final MethodHandle DLERROR = link("dlerror");

    private final Path file;
    private final long handle;

    private LibraryFile(Path file, long handle) {
        this.file = file;
        this.handle = handle;
    }

    private static MethodHandle link(String name, ValueLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments));
    }

    /** @throws PeerUnavailableException with the loader's reason, without folders */
    static LibraryFile open(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            long handle = (long) DLOPEN.invokeExact(arena.allocateFrom(file.toString()), RTLD_NOW | RTLD_DEEPBIND);
            if (handle == 0) {
                String reason = SharedLibrary.text((long) DLERROR.invokeExact());
                throw new PeerUnavailableException(
                        file.getFileName() + " cannot be opened: " + reason.replaceAll("/[^ :]*/", ""));
            }
            return new LibraryFile(file.toRealPath(), handle);
        } catch (PeerUnavailableException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall threw", e);
        }
    }

    @Override
    public Optional<MemorySegment> find(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long address = (long) DLSYM.invokeExact(handle, arena.allocateFrom(name));
            return address != 0 && own(address) ? Optional.of(MemorySegment.ofAddress(address)) : Optional.empty();
        } catch (Throwable e) {
            throw new AssertionError("a downcall threw", e);
        }
    }

    /** Whether an address lies in a mapping of this file. */
    private boolean own(long address) {
        try {
            // Bytes as they are: a path need not be text.
            String path = new String(file.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
                int dash = line.indexOf('-');
                long start = Long.parseUnsignedLong(line, 0, dash, 16);
                long end = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
                if (address >= start && address < end) {
                    return line.endsWith(" " + path);
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
