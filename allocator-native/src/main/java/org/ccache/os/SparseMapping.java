package org.ccache.os;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.ccache.sync.Waiting;

/**
 * Maps a new sparse file, private and writable, and deletes it at once: zero, and a page costs memory when it is
 * touched. Nothing is ever written to the file.
 *
 * <p><b>On a thread of its own.</b> An interrupt closes a channel, also of a thread that is at its mapping, and the JDK
 * then forgets what it has mapped. Nobody knows the thread here, so nobody interrupts it. Where no thread can be
 * started the caller does it itself, its interrupts put off until the end; one that comes within those microseconds
 * costs the addresses.
 */
final class SparseMapping implements Runnable, BooleanSupplier {
    private static final String NAME = "ccache-map";
    private static final long STACK_BYTES = 256 << 10;
    private static final long POLL_NANOS = 50_000;
    private static final int MOST_NAMES = 100;

    private final JavaRange range;
    private final Path folder;
    private final long bytes;

    private Throwable failure;
    private volatile boolean ended;

    private SparseMapping(JavaRange range, Path folder, long bytes) {
        this.range = range;
        this.folder = folder;
        this.bytes = bytes;
    }

    /**
     * Maps so many bytes for a range, of which it has none yet.
     *
     * @throws IOException if the system refuses: the file, or the addresses
     * @throws OutOfMemoryError if there is no heap for it
     */
    static void map(JavaRange range, Path folder, long bytes) throws IOException {
        SparseMapping mapping = new SparseMapping(range, folder, bytes);
        if (mapping.start()) {
            Waiting.until(mapping, POLL_NANOS);
        } else {
            mapping.runHere();
        }
        mapping.rethrow();
    }

    private boolean start() {
        try {
            Thread worker = new Thread(null, this, NAME, STACK_BYTES, false);
            worker.setDaemon(true);
            worker.start();
            return true;
        } catch (OutOfMemoryError e) {
            return false; // no heap, or no thread
        }
    }

    private void runHere() {
        boolean interrupted = Thread.interrupted();
        run();
        while (failure instanceof ClosedByInterruptException) {
            interrupted |= Thread.interrupted();
            failure = null;
            run();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            map();
        } catch (Throwable t) {
            failure = t;
        } finally {
            ended = true;
        }
    }

    /** Whether it has come to its end. */
    @Override
    public boolean getAsBoolean() {
        return ended;
    }

    private void map() throws IOException {
        try (FileChannel channel = open()) {
            range.is(channel.map(FileChannel.MapMode.PRIVATE, 0, bytes, range.arena()));
        }
    }

    /**
     * A new file, for nobody but this user: what somebody else wrote into it would be read in a private mapping too.
     * The name need not be secret, since only a file that was not there is taken; nor random, which takes descriptors.
     */
    private FileChannel open() throws IOException {
        IOException exists = null;
        for (int attempt = 0; attempt < MOST_NAMES; attempt++) {
            Path file = folder.resolve("ccache" + Long.toHexString(System.nanoTime()));
            try {
                FileChannel channel = FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.SPARSE,
                                StandardOpenOption.DELETE_ON_CLOSE), // on POSIX' systems: on opening
                        owned());
                deleted(file);
                return channel;
            } catch (FileAlreadyExistsException e) {
                exists = e;
            }
        }
        throw exists;
    }

    private static FileAttribute<?>[] owned() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void deleted(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            return; // Windows deletes it when the last handle is closed, and the mapping has one
        }
    }

    private void rethrow() throws IOException {
        if (failure instanceof IOException refused) {
            throw refused;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw new IOException(exception.toString(), exception); // a path or an option that is not understood
        }
    }
}
