package org.ccache.bench.footprint;

import java.util.SplittableRandom;
import org.ccache.bench.peer.Peer;

/**
 * Slot replace with drifting sizes: a random slot's block is freed and one of another size put in its place, uniform
 * within a factor of two around a centre that wanders from 64 B to 4 KiB and back, four times in a run. What fitted an
 * hour ago does not fit now: memory of classes that went out of use must find its way to others.
 */
final class SlotsWorkload implements Workload {
    private static final double LEAST_CENTRE = 64;
    private static final double OCTAVES = 6;
    private static final int TIDES = 4;

    /** Mean of the centres over a tide is about 970 B. */
    private static final int BYTES_PER_SLOT = 8192;

    @Override
    public String name() {
        return "slots";
    }

    @Override
    public void run(Peer peer, Settings settings, Meter meter) {
        SplittableRandom random = new SplittableRandom(settings.seed());
        Blocks blocks = new Blocks(peer, Math.toIntExact(settings.bytes() / BYTES_PER_SLOT));
        meter.baseline();
        for (int point = 1; point <= LongRun.POINTS; point++) {
            long until = settings.operations() * point / LongRun.POINTS;
            while (blocks.operations() < until) {
                double centre = centre((double) blocks.operations() / settings.operations());
                int size = (int) (centre * (0.5 + random.nextDouble()));
                blocks.replace(random.nextInt(blocks.slots()), size);
            }
            meter.sample(LongRun.QUIET, blocks.requested());
        }
        meter.operations(blocks.operations());
        blocks.freeAll();
        meter.sample(LongRun.EMPTY, 0);
    }

    /** Bytes, for a share of the run. */
    static double centre(double done) {
        double tide = done * TIDES % 1;
        return LEAST_CENTRE * Math.pow(2, OCTAVES * (1 - Math.abs(2 * tide - 1)));
    }
}
