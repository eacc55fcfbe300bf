package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * The loop of rpmalloc's benchmark: free slots 11 apart, free what others sent, allocate into slots 7 apart, with
 * alignments in turn, and every other loop send a batch to the next thread. Sizes of 8 to 16,000 B become linearly
 * rarer.
 */
public final class Rptest implements Workload {
    private static final int SLOTS = 1000;
    private static final int LEAST = 8;
    private static final int MOST = 16_000;
    private static final int SIZES = 1 << 14;
    private static final int[] ALIGNMENTS = {0, 8, 16};
    private static final int ALIGNED_BELOW = 4096;
    private static final int FEWEST = 30;
    private static final int SPREAD = 70;

    /** Batches that may wait for a thread: the original has no bound, and one thread that is late keeps any amount. */
    private static final int MOST_SENT = 16;

    private final int slots;

    Rptest() {
        this(SLOTS);
    }

    /** With other than a thousand slots for each thread. */
    private Rptest(int slots) {
        this.slots = slots;
    }

    /** With as many slots as hold about so many bytes in all threads, a thousand each at least. */
    public static Rptest holding(long bytes, int processors) {
        return new Rptest((int) Math.max(SLOTS, bytes / threads(processors) / (MOST / 3)));
    }

    private static int threads(int processors) {
        return Math.max(2, processors);
    }

    @Override
    public int place() {
        return 5;
    }

    @Override
    public String name() {
        return "rptest";
    }

    @Override
    public String what() {
        return "threads free and allocate 30 to 99 blocks of 8 to 16,000 B in strides through 1,000 slots each, and send"
                + " every other batch to the next thread (rpmalloc)";
    }

    @Override
    public String operation() {
        return "allocation or free";
    }

    @Override
    public Needs needs() {
        return new Needs(true, false, MOST);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        int threads = threads(processors);
        Phaser end = new Phaser(threads);
        List<Strides> lanes = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            lanes.add(new Strides(peer, slots, new RandomStream(seed, i), end));
        }
        for (int i = 0; i < threads; i++) {
            lanes.get(i).next = lanes.get((i + 1) % threads);
        }
        return List.copyOf(lanes);
    }

    /** Blocks on their way to another thread. */
    private record Parcel(BlockTable blocks, int count) {}

    private static final class Strides extends Lane {
        private final Peer peer;
        private final RandomStream random;
        private final Phaser end;
        private final BlockTable table;
        private final int[] held;
        private final int[] sizes = new int[SIZES];
        private final ConcurrentLinkedQueue<Parcel> sent = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<BlockTable> used = new ConcurrentLinkedQueue<>();
        private Strides next;
        private int nextSize;
        private int freeAt;
        private int fillAt;
        private long loops;
        private long done;
        private long requested;

        Strides(Peer peer, int slots, RandomStream random, Phaser end) {
            this.peer = peer;
            this.random = random;
            this.end = end;
            this.table = peer.table(slots);
            this.held = new int[slots];
            for (int i = 0; i < SIZES; i++) {
                sizes[i] = (int) (LEAST + (MOST - LEAST) * Math.abs(random.unit() + random.unit() - 1));
            }
        }

        @Override
        protected void work() {
            try {
                while (!stopped()) {
                    done = 0;
                    loop();
                    count(done);
                    requested(requested);
                }
            } catch (Throwable e) {
                fail(e); // at once: the others may come here only when the harness has heard of it
                throw e;
            } finally {
                end.arriveAndAwaitAdvance(); // nobody sends any more
            }
            freeSent();
            for (int slot = 0; slot < held.length; slot++) {
                free(slot);
            }
        }

        private void loop() {
            int frees = (FEWEST + random.below(SPREAD)) * 4 / 5;
            for (int i = 0; i < frees; i++) {
                free(freeAt);
                freeAt = (freeAt + 11) % held.length;
            }
            freeSent();
            int fills = FEWEST + random.below(SPREAD);
            for (int i = 0; i < fills; i++) {
                free(fillAt);
                int size = size();
                int alignment = size < ALIGNED_BELOW ? ALIGNMENTS[i % ALIGNMENTS.length] : 0;
                if (alignment == 0) {
                    table.allocate(fillAt, size);
                } else {
                    table.allocate(fillAt, size, alignment);
                }
                Touch.pages(table.address(fillAt), size);
                held[fillAt] = size;
                requested += size;
                done++;
                fillAt = (fillAt + 7) % held.length;
            }
            if (loops++ % 2 == 0 && next.sent.size() < MOST_SENT) {
                send(fills);
            }
        }

        private void send(int count) {
            BlockTable again = used.poll();
            BlockTable blocks = again == null ? peer.table(FEWEST + SPREAD) : again;
            for (int i = 0; i < count; i++) {
                int size = size();
                blocks.allocate(i, size);
                Touch.pages(blocks.address(i), size);
                done++;
            }
            next.sent.add(new Parcel(blocks, count));
        }

        @Override
        protected void settle() {
            freeSent();
        }

        private void freeSent() {
            for (Parcel parcel = sent.poll(); parcel != null; parcel = sent.poll()) {
                for (int i = 0; i < parcel.count; i++) {
                    parcel.blocks.free(i);
                    done++;
                }
                used.add(parcel.blocks);
            }
        }

        private void free(int slot) {
            if (held[slot] != 0) {
                table.free(slot);
                requested -= held[slot];
                held[slot] = 0;
                done++;
            }
        }

        private int size() {
            return sizes[nextSize++ & (SIZES - 1)];
        }
    }
}
