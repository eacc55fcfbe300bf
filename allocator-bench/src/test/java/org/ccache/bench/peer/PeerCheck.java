package org.ccache.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.ccache.bench.measure.Flags;

/**
 * What every peer must do, and what its {@link PeerInfo} says of it. Without a test library, so that a JVM with a
 * peer's own flags can run it too.
 */
final class PeerCheck {
    /** Begins the only line that {@link #main} prints. */
    static final String REFUSED = "refused: ";

    static final String WORKS = "works: ";

    @SuppressWarnings("restricted")
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final int LEAST = 1;
    private static final int MOST = 1 << 16;
    private static final int SLOTS = 64;

    private final Peer peer;
    private final PeerInfo info;

    private PeerCheck(Peer peer) {
        this.peer = peer;
        this.info = Peers.info(peer.name());
    }

    /** Checks the peer of the first argument and prints its version, or why it cannot be opened. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Peer peer = Peers.open(arguments[0])) {
            check(peer);
            System.out.println(WORKS + peer.version());
        } catch (PeerUnavailableException e) {
            System.out.println(REFUSED + e.getMessage());
        }
    }

    /**
     * What it prints in a process of its own, with the flags that the peer is measured with.
     *
     * @throws AssertionError if it fails
     */
    static String inProcess(String peer) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Flags.MEASURED.list());
        command.addAll(Peers.info(peer).flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PeerCheck.class.getName(), peer));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (BufferedReader reader = process.inputReader()) {
            output = reader.lines().collect(Collectors.joining("\n"));
        }
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** @throws IllegalStateException that says what the peer did not do */
    static void check(Peer peer) throws InterruptedException {
        PeerCheck check = new PeerCheck(peer);
        require(!peer.version().isBlank(), "has no version");
        check.inItsThread(check::tables);
        check.tables(); // in a thread that is not of its kind
        check.otherThread();
        check.byAddress();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private void tables() {
        sizes(peer.table(SLOTS), peer.table(SLOTS));
        aligned(peer.table(SLOTS));
    }

    /** Blocks of all sizes, written at both ends, change places between two tables and are freed there. */
    private void sizes(BlockTable one, BlockTable other) {
        int slot = 0;
        for (int size = LEAST; size <= MOST; size += 1 + size / 2, slot++) {
            one.allocate(slot, size);
            stamp(one.address(slot), size);
        }
        int blocks = slot;
        for (int i = 0; i < blocks; i++) {
            one.exchange(i, other, blocks - 1 - i);
        }
        one.allocate(0, 100); // into a slot that the exchange left empty
        stamp(one.address(0), 100);
        slot = blocks;
        for (int size = LEAST; size <= MOST; size += 1 + size / 2) {
            slot--;
            verify(other.address(slot), size);
            if (slot % 2 == 0) {
                other.free(slot);
            } else {
                other.free(slot, size);
            }
        }
        verify(one.address(0), 100);
        one.free(0, 100);
    }

    private void aligned(BlockTable table) {
        int slot = 0;
        for (long alignment = 1; alignment <= 4096; alignment *= 2, slot++) {
            table.allocate(slot, 3 * alignment + 1, alignment);
            require(table.address(slot) % alignment == 0, "does not align to " + alignment + " in a table");
            stamp(table.address(slot), 3 * alignment + 1);
        }
        table.exchange(0, table, slot - 1);
        require(table.address(0) % 4096 == 0, "loses an alignment in an exchange");
        for (int i = 0; i < slot; i++) {
            table.free(i);
        }
    }

    /** A block of the calling thread, freed by a thread of the peer. */
    private void otherThread() throws InterruptedException {
        BlockTable table = peer.table(1);
        table.allocate(0, 1000);
        try {
            inItsThread(() -> {
                stamp(table.address(0), 1000);
                table.free(0);
            });
            require(info.anyThread(), "frees blocks of other threads, and its facts say that it does not");
        } catch (IllegalStateException e) {
            require(!info.anyThread() && e.getCause() instanceof WrongThreadException, "in another thread: " + e);
        }
    }

    private void byAddress() {
        for (long alignment = 16; alignment <= 4096; alignment *= 2) {
            long plain = peer.allocate(3 * alignment);
            require(plain % 16 == 0, "does not align to 16");
            long block = peer.allocate(3 * alignment, alignment);
            require(block % alignment == 0, "does not align to " + alignment);
            stamp(block, 3 * alignment);
            peer.free(plain, 3 * alignment);
            peer.free(block);
        }
    }

    private void stamp(long address, long size) {
        require(address != 0, "hands out null");
        MEMORY.set(ValueLayout.JAVA_BYTE, address, (byte) size);
        MEMORY.set(ValueLayout.JAVA_BYTE, address + size - 1, (byte) size);
    }

    private void verify(long address, long size) {
        boolean kept = MEMORY.get(ValueLayout.JAVA_BYTE, address) == (byte) size
                && MEMORY.get(ValueLayout.JAVA_BYTE, address + size - 1) == (byte) size;
        require(kept || !info.contents(), "changes the contents of " + size + " bytes");
    }

    /** Runs a task in a thread of the peer; what it throws is the cause of what this throws. */
    private void inItsThread(Runnable task) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = peer.thread(() -> {
            try {
                task.run();
            } catch (Throwable e) { // whatever it is, the check must hear of it
                failure.set(e);
            }
        });
        require(thread.isDaemon(), "makes threads that are no daemons");
        thread.start();
        thread.join();
        if (failure.get() != null) {
            throw new IllegalStateException("in its own thread: " + failure.get(), failure.get());
        }
    }
}
