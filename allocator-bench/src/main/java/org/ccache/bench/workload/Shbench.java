package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Phaser;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * Like MicroQuill's shbench, from public descriptions of its pattern (no source of theirs was read). A ring of slots is
 * filled with sizes of 1 to 709 B, small ones most. At its end a window of a fifth of the ring moves on and is kept;
 * what stands before it is freed oldest first, what stands after it newest first, and the ring is filled again. In
 * sh8-like every second window is handed to the next thread, which frees it newest first.
 */
final class Shbench implements Workload {
    private static final int[] BASES = {1, 2, 4, 7, 11, 17, 26, 40, 61, 92, 139, 209, 314, 472, 709};
    private static final int MANY = 250; // blocks of each size below 100 B
    private static final int FEW = 50; // of each larger one
    private static final int[] SIZES = sizes();
    private static final int RING = SIZES.length / 5 * 5;
    private static final int WINDOW = RING / 5;
    private static final int CHUNK = 193;

    private final boolean handsOver;

    Shbench() {
        this(false);
    }

    Shbench(boolean handsOver) {
        this.handsOver = handsOver;
    }

    private static int[] sizes() {
        List<Integer> sizes = new ArrayList<>();
        for (int base : BASES) {
            for (int size = base; size > 0; size /= 2) {
                int count = size < 100 ? MANY : FEW;
                for (int i = 0; i < count; i++) {
                    sizes.add(size);
                }
            }
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public List<Workload> forms() {
        return List.of(this, new Shbench(true));
    }

    @Override
    public int place() {
        return 11;
    }

    @Override
    public String name() {
        return handsOver ? "sh8-like" : "sh6-like";
    }

    @Override
    public String what() {
        return handsOver
                ? "sh6-like, and every second kept window is freed by the next thread, newest first"
                : "two threads for each processor fill a ring with sizes of 1 to 709 B and free it partly in order of age,"
                        + " partly in reverse, but for a window that moves (after shbench)";
    }

    @Override
    public String operation() {
        return "allocation and free";
    }

    @Override
    public Needs needs() {
        return new Needs(handsOver, false, BASES[BASES.length - 1]);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        int threads = 2 * processors;
        Phaser end = new Phaser(threads);
        List<BlockingQueue<BlockTable>> inboxes = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            inboxes.add(new ArrayBlockingQueue<>(2));
        }
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            lanes.add(new Ring(peer, inboxes.get(i), handsOver ? inboxes.get((i + 1) % threads) : null, end));
        }
        return lanes;
    }

    private static final class Ring extends Lane {
        private final Peer peer;
        private final BlockTable table;
        private final BlockingQueue<BlockTable> inbox;
        private final BlockingQueue<BlockTable> next;
        private final Phaser end;
        private int window = -1; // first slot of the kept window
        private int at; // in SIZES
        private int cycles;

        Ring(Peer peer, BlockingQueue<BlockTable> inbox, BlockingQueue<BlockTable> next, Phaser end) {
            this.peer = peer;
            this.end = end;
            this.table = peer.table(RING);
            this.inbox = inbox;
            this.next = next;
        }

        @Override
        protected void work() {
            try {
                while (!stopped()) {
                    cycle();
                }
            } catch (Throwable e) {
                fail(e); // at once: the others may come here only when the harness has heard of it
                throw e;
            } finally {
                end.arriveAndAwaitAdvance(); // nobody hands anything over any more
            }
            if (window >= 0) {
                freeOldestFirst(window, window + WINDOW);
            }
            freeHandedOver();
        }

        private void cycle() {
            fill();
            if (next != null && cycles++ % 2 == 0) {
                handOver();
            }
            freeHandedOver();
            window = window < 0 ? 0 : (window + WINDOW) % RING;
            freeOldestFirst(0, window);
            freeNewestFirst(window + WINDOW, RING);
        }

        private void fill() {
            for (int from = 0; from < RING; from += CHUNK) {
                count(fill(from, Math.min(RING, from + CHUNK)));
            }
        }

        private int fill(int from, int to) {
            int kept = window;
            int filled = 0;
            for (int slot = from; slot < to; slot++) {
                if (kept < 0 || slot < kept || slot >= kept + WINDOW) {
                    int size = SIZES[at];
                    at = at + 1 == SIZES.length ? 0 : at + 1;
                    table.allocate(slot, size);
                    long address = table.address(slot);
                    Touch.put(address, (byte) 1);
                    Touch.put(address + size - 1, (byte) 1);
                    filled++;
                }
            }
            return filled;
        }

        /** The window that was kept goes to the next thread, and new blocks take its place. A busy one gets none. */
        private void handOver() {
            if (window < 0 || next.remainingCapacity() == 0) {
                return;
            }
            BlockTable parcel = peer.table(WINDOW);
            for (int i = 0; i < WINDOW; i++) {
                table.exchange(window + i, parcel, i);
            }
            int handed = window;
            window = -1;
            count(fill(handed, handed + WINDOW));
            window = handed;
            if (!next.offer(parcel)) {
                throw new IllegalStateException("only this thread puts into the next one's inbox");
            }
        }

        private void freeHandedOver() {
            for (BlockTable parcel = inbox.poll(); parcel != null; parcel = inbox.poll()) {
                for (int i = WINDOW - 1; i >= 0; i--) {
                    parcel.free(i);
                }
            }
        }

        private void freeOldestFirst(int from, int to) {
            for (int slot = from; slot < to; slot++) {
                table.free(slot);
            }
        }

        private void freeNewestFirst(int from, int to) {
            for (int slot = to - 1; slot >= from; slot--) {
                table.free(slot);
            }
        }
    }
}
