package org.ccache.bench.workload.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.replay.ReplayProgram;
import org.ccache.bench.trace.TraceReader;
import org.ccache.bench.workload.Lane;
import org.ccache.bench.workload.Redis;
import org.ccache.bench.workload.Replay;
import org.ccache.bench.workload.Rptest;
import org.ccache.bench.workload.Standstill;

/**
 * The lanes of a workload for a number of operations, held still twenty times on the way: what is resident then beside
 * what is asked for is what fragmentation costs.
 */
final class LongRun implements MemoryWorkload {
    /** Standstills of a run. */
    static final int POINTS = 20;

    private static final int POLL_MILLIS = 1;

    private final String name;
    private final Predicate<PeerInfo> suits;
    private final int perCount;
    private final Making making;

    /** Makes the lanes ready, and may tell the meter figures of its own. */
    private interface Making {
        List<Lane> lanes(Peer peer, Scale scale, Meter meter);
    }

    /** @param perCount allocations and frees that the lanes count as one operation */
    private LongRun(String name, Predicate<PeerInfo> suits, int perCount, Making making) {
        this.name = name;
        this.suits = suits;
        this.perCount = perCount;
        this.making = making;
    }

    /** Slots of drifting sizes. */
    static MemoryWorkload slots() {
        return new LongRun("slots", _ -> true, 1, (peer, scale, _) -> List.of(new SlotsLane(peer, scale)));
    }

    /**
     * The suite's loop of rpmalloc's benchmark. It holds little by its own settings: more slots make it visible over
     * the JVM's noise.
     */
    static MemoryWorkload rptest() {
        return new LongRun("rptest", PeerInfo::anyThread, 1, (peer, scale, _) -> {
            int processors = Runtime.getRuntime().availableProcessors();
            return Rptest.holding(scale.bytes() / 8, processors).lanes(peer, processors, scale.seed());
        });
    }

    /** The suite's cache of lognormal values, with half of the bytes as its budget. */
    static MemoryWorkload redis() {
        int slots = 1 << 18;
        return new LongRun(
                "redis",
                PeerInfo::contents,
                2,
                (peer, scale, _) -> new Redis(scale.bytes() / 2, slots).lanes(peer, 1, scale.seed()));
    }

    /**
     * Recorded programs, a variant for each file. Every 16th round writes all of each block, the others both ends.
     * Nothing is live between rounds: what is resident at a standstill is overhead itself, and the ratio of this
     * workload is that of the peaks.
     */
    static MemoryWorkload trace() {
        return new LongRun("trace", PeerInfo::contents, 1, (peer, scale, meter) -> {
            ReplayProgram program = program(scale.variant());
            meter.figure("peakRequested", (double) program.peakLiveBytes());
            return Replay.lanes(peer, program, 16);
        });
    }

    private static ReplayProgram program(String file) {
        try {
            return ReplayProgram.of(TraceReader.read(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the trace " + file, e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> variants(boolean quick, List<Path> traces) {
        return name.equals("trace") ? traces.stream().map(Path::toString).toList() : List.of("");
    }

    @Override
    public boolean suits(PeerInfo peer) {
        return suits.test(peer);
    }

    /** A trace verifies contents, which the rehearsal's peer does not keep. */
    @Override
    public boolean rehearsed() {
        return !name.equals("trace");
    }

    @Override
    public void run(Peer peer, Scale scale, Meter meter) throws InterruptedException {
        List<Lane> lanes = making.lanes(peer, scale, meter);
        meter.baseline();
        try {
            lanes.forEach(lane -> lane.start(peer));
            Standstill standstill = new Standstill(lanes);
            for (int point = 1; point <= POINTS; point++) {
                await(lanes, scale.operations() * point / POINTS);
                standstill.look(() -> meter.sample(
                        Sample.QUIET,
                        lanes.stream().mapToLong(Lane::requestedNow).sum()));
            }
        } catch (Throwable e) {
            try {
                end(lanes);
            } catch (IllegalStateException lane) { // the cause, more likely than what it has led to
                lane.addSuppressed(e);
                throw lane;
            }
            throw e;
        }
        end(lanes);
        long wrong = lanes.stream().mapToLong(Lane::wrong).sum();
        if (wrong != 0) {
            throw new IllegalStateException(wrong + " blocks did not hold what was written to them");
        }
        meter.operations(operations(lanes));
        meter.sample(Sample.EMPTY, 0);
    }

    private static void end(List<Lane> lanes) throws InterruptedException {
        Lane.end(lanes);
        Lane.failIfFailed(lanes);
    }

    private void await(List<Lane> lanes, long operations) throws InterruptedException {
        while (operations(lanes) < operations) {
            Lane.failIfFailed(lanes);
            Thread.sleep(POLL_MILLIS);
        }
    }

    private long operations(List<Lane> lanes) {
        return perCount * lanes.stream().mapToLong(Lane::operations).sum();
    }

    /**
     * A random slot's block is freed and one of another size put in its place, uniform within a factor of two around a
     * centre that wanders from 64 B to 4 KiB and back, four times in a run. What fitted an hour ago does not fit now:
     * memory of classes that went out of use must find its way to others.
     */
    static final class SlotsLane extends Lane {
        private static final double LEAST_CENTRE = 64;
        private static final double OCTAVES = 6;
        private static final int TIDES = 4;
        private static final int BURST = 256;

        /** Mean of the centres over a tide is about 970 B. */
        private static final int BYTES_PER_SLOT = 8192;

        private final Blocks blocks;
        private final SplittableRandom random;
        private final double operations;

        SlotsLane(Peer peer, Scale scale) {
            this.blocks = new Blocks(peer, Math.toIntExact(scale.bytes() / BYTES_PER_SLOT));
            this.random = new SplittableRandom(scale.seed());
            this.operations = scale.operations();
        }

        @Override
        protected void work() {
            while (!stopped()) {
                long before = blocks.operations();
                for (int i = 0; i < BURST; i++) {
                    double centre = centre(blocks.operations() / operations);
                    int size = (int) (centre * (0.5 + random.nextDouble()));
                    blocks.replace(random.nextInt(blocks.slots()), size);
                }
                count(blocks.operations() - before);
                requested(blocks.requested());
            }
            blocks.freeAll();
        }

        /** Bytes, for a share of the run. */
        static double centre(double done) {
            double tide = done * TIDES % 1;
            return LEAST_CENTRE * Math.pow(2, OCTAVES * (1 - Math.abs(2 * tide - 1)));
        }
    }
}
