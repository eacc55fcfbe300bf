package org.ccache.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the JDK's memory comes from, and whether parts of it go back: found once, by trying.
 *
 * <p>By private mappings of a sparse file ({@link SparseMapping}), in the first of some folders where that works. Where
 * none is, by arenas, which the JDK fills with zeros: all of a range is resident from the start, so ranges are small.
 *
 * <p>No folder in memory (tmpfs): there each page that is touched costs a page of the file too, and where that has no
 * room left, the touch ends the process or breaks what was under way.
 *
 * @param folder of the file; null: arenas
 * @param unloads whether what is unloaded reads as zero and holds no memory
 * @param note what it is, for a person
 */
record JavaSource(Path folder, boolean unloads, String note) {
    private static final int PROBE_PAGES = 4;

    /** The first that works of folders by name, in this order; null ones are passed over. */
    static JavaSource find(String... folders) {
        StringBuilder tried = new StringBuilder();
        for (String folder : folders) {
            JavaSource found = folder == null || folder.isEmpty() ? null : look(folder, tried);
            if (found != null) {
                return found;
            }
        }
        return new JavaSource(
                null,
                false,
                "arenas, resident from the start and never given back while in use; no folder for a sparse file ("
                        + tried + ")");
    }

    /** What a folder is good for; null, and why, if for nothing. */
    private static JavaSource look(String name, StringBuilder tried) {
        JavaRange range = new JavaRange();
        try {
            Path folder = Path.of(name).toAbsolutePath();
            if (isInMemory(folder)) {
                throw new IOException("in memory");
            }
            int page = Machine.pageSize();
            SparseMapping.map(range, folder, (long) PROBE_PAGES * page);
            boolean unloads = range.unloadsToZero(page);
            String goesBack = unloads
                    ? ""
                    : ", kept until an allocator is closed: here the JDK does not make pages zero by unloading them";
            return new JavaSource(folder, unloads, "private mappings of a sparse file in " + folder + goesBack);
        } catch (IOException | InvalidPathException e) {
            tried.append(tried.isEmpty() ? "" : "; ").append(name).append(": ").append(e.getMessage());
            return null;
        } finally {
            range.close();
        }
    }

    private static boolean isInMemory(Path folder) throws IOException {
        String type;
        try {
            type = Files.getFileStore(folder).type();
        } catch (IOException e) {
            Files.getLastModifiedTime(folder); // that is not it, if only the list of mounts is hidden
            return false;
        }
        return type.equals("tmpfs") || type.equals("ramfs");
    }

    boolean isPlain() {
        return folder == null;
    }

    /**
     * Memory for a range that has none yet.
     *
     * @param bytes whole pages
     * @throws IOException if the system refuses
     * @throws OutOfMemoryError if the Java heap is full, or what the JVM allocates is at its limit
     */
    void fill(JavaRange range, long bytes) throws IOException {
        if (isPlain()) {
            range.is(range.arena().allocate(bytes, Machine.pageSize()));
        } else {
            SparseMapping.map(range, folder, bytes);
        }
    }
}
