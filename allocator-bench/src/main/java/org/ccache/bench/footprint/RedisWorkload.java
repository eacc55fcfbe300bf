package org.ccache.bench.footprint;

import java.util.SplittableRandom;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.Lognormal;

/**
 * A cache of values with a fixed budget of requested bytes: values are lognormal (sigma 3.43, median 206 B, at most
 * 16 MiB), as a Redis issue measured them in the field; a new one evicts random others until it fits.
 */
final class RedisWorkload implements Workload {
    private static final double SIGMA = 3.43;
    private static final double MEDIAN = 206;
    private static final int LARGEST = 16 << 20;
    private static final int SLOTS = 1 << 18;

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void run(Peer peer, Settings settings, Meter meter) {
        SplittableRandom random = new SplittableRandom(settings.seed());
        long budget = settings.bytes() / 2;
        Lognormal sizes = new Lognormal(SIGMA, MEDIAN, 1, (int) Math.min(LARGEST, budget / 8));
        Blocks blocks = new Blocks(peer, SLOTS);
        int used = 0; // slots below it hold a block
        meter.baseline();
        for (int point = 1; point <= LongRun.POINTS; point++) {
            long until = settings.operations() * point / LongRun.POINTS;
            while (blocks.operations() < until) {
                int size = sizes.next(random);
                while (used > 0 && (used == SLOTS || blocks.requested() + size > budget)) {
                    blocks.moveFreed(random.nextInt(used), --used);
                }
                blocks.replace(used++, size);
            }
            meter.sample(LongRun.QUIET, blocks.requested());
        }
        meter.operations(blocks.operations());
        blocks.freeAll();
        meter.sample(LongRun.EMPTY, 0);
    }
}
