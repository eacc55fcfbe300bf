package org.ccache.bench.workload;

import java.util.List;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * glibc's bench-malloc-simple: bursts of 25 to 1,600 blocks of one size, all bytes written; the older half is freed in
 * order of age, the newer half in reverse. Every combination gets about as many blocks.
 */
final class GlibcSimple implements Workload {
    private static final int[] SIZES = {16, 32, 64};
    private static final int[] COUNTS = {25, 100, 400, 1600};
    private static final int MOST = 1600;

    @Override
    public int place() {
        return 7;
    }

    @Override
    public String name() {
        return "glibc-simple";
    }

    @Override
    public String what() {
        return "one thread: bursts of 25 to 1,600 blocks of 16, 32 or 64 B, freed half in order and half in reverse (glibc,"
                + " bench-malloc-simple)";
    }

    @Override
    public String operation() {
        return "allocation and free";
    }

    @Override
    public Needs needs() {
        return new Needs(false, false, 64);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        return List.of(new Bursts(peer.table(MOST)));
    }

    private static final class Bursts extends Lane {
        private final BlockTable table;

        Bursts(BlockTable table) {
            this.table = table;
        }

        @Override
        protected void work() {
            while (!stopped()) {
                for (int size : SIZES) {
                    for (int count : COUNTS) {
                        for (int done = 0; done < MOST && !stopped(); done += count) {
                            burst(count, size);
                            count(count);
                        }
                    }
                }
            }
        }

        private void burst(int count, int size) {
            for (int slot = 0; slot < count; slot++) {
                table.allocate(slot, size);
                Touch.fill(table.address(slot), size);
            }
            for (int slot = 0; slot < count / 2; slot++) {
                table.free(slot);
            }
            for (int slot = count - 1; slot >= count / 2; slot--) {
                table.free(slot);
            }
        }
    }
}
