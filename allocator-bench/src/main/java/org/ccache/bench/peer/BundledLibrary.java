package org.ccache.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens shared libraries that lie on the class path, once each: copied to a file that is removed as soon as it is open. */
@SuppressWarnings("restricted")
final class BundledLibrary {
    private static final Map<String, SymbolLookup> OPENED = new ConcurrentHashMap<>();

    private BundledLibrary() {}

    /**
     * Opens {@code resource} for the life of the process.
     *
     * @throws PeerUnavailableException with {@code hint} if it is not there or not for this machine
     */
    static SymbolLookup open(String resource, String hint) {
        return OPENED.computeIfAbsent(resource, name -> copyAndOpen(name, hint));
    }

    private static SymbolLookup copyAndOpen(String resource, String hint) {
        if (!System.getProperty("os.arch").equals("amd64")) {
            throw new PeerUnavailableException(resource + " is not for " + System.getProperty("os.arch") + ": " + hint);
        }
        try (InputStream in = BundledLibrary.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new PeerUnavailableException(resource + " is not on the class path: " + hint);
            }
            Path file = Files.createTempFile("bundled", ".so");
            try {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                // By path: the linker cannot then find another library of the same name.
                return SymbolLookup.libraryLookup(file, Arena.global());
            } catch (IllegalArgumentException e) {
                throw new PeerUnavailableException(resource + " cannot be opened: " + hint, e);
            } finally {
                Files.delete(file); // it stays mapped
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
