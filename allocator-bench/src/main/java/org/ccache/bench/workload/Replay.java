package org.ccache.bench.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.ccache.bench.measure.Rounds;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.replay.ReplayProgram;
import org.ccache.bench.replay.ReplayResult;
import org.ccache.bench.replay.Replayer;
import org.ccache.bench.replay.StampMode;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceReader;

/**
 * What a real program asked of its allocator, over and over: one of the recorded traces, with a thread for each of its
 * threads. First and last word of each block are stamped, and verified before it is freed.
 */
public final class Replay implements Workload {
    private static final String PREFIX = "replay-";

    private final String trace;
    private final boolean otherThreads;
    private final long largest;

    Replay() {
        this("cc1", false, 756_056);
    }

    /**
     * The figures are known beforehand, so that nobody need read a trace to know that a peer cannot replay it.
     *
     * @param trace as in allocator-bench/traces, without the endings
     * @param otherThreads whether it frees blocks of other threads
     * @param largest request in bytes
     */
    Replay(String trace, boolean otherThreads, long largest) {
        this.trace = trace;
        this.otherThreads = otherThreads;
        this.largest = largest;
    }

    /** Whether a workload of that name, also of another build, replays a trace. */
    public static boolean is(String workload) {
        return workload.startsWith(PREFIX);
    }

    @Override
    public List<Workload> forms() {
        return List.of(
                this,
                new Replay("convert", false, 5_078_400),
                new Replay("curl", false, 102_401),
                new Replay("git", false, 1_048_576),
                new Replay("java", true, 16_548_504),
                new Replay("mariadb", true, 24_481_864),
                new Replay("nginx", false, 61_440),
                new Replay("python", false, 432_030),
                new Replay("redis", true, 324_096),
                new Replay("sqlite3", false, 87_208),
                new Replay("xsltproc", false, 72_704));
    }

    @Override
    public int place() {
        return 15;
    }

    @Override
    public String name() {
        return PREFIX + trace;
    }

    @Override
    public String what() {
        return "the allocations of " + trace
                + ", recorded, replayed over and over in their order and with their threads;"
                + " the ends of each block are written and verified (allocator-bench/traces)";
    }

    @Override
    public String operation() {
        return "allocation or free";
    }

    @Override
    public Needs needs() {
        return new Needs(otherThreads, true, largest);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        return lanes(peer, program(), 0);
    }

    /**
     * A lane that replays a program over and over. In a list, or the class of the lane would be loaded with this one,
     * also where another workload is measured.
     *
     * @param fullOneIn one round in so many writes and verifies all of each block, from the first on; 0: none does
     */
    public static List<Lane> lanes(Peer peer, ReplayProgram program, int fullOneIn) {
        return List.of(new Rounds(peer, program, fullOneIn));
    }

    /** The trace, made ready. */
    ReplayProgram program() {
        return ReplayProgram.of(recorded(name()));
    }

    /** What one of these workloads replays. */
    public static Trace recorded(String workload) {
        String file = workload.substring(PREFIX.length()) + ".trace.gz";
        try (InputStream in = Trace.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + file + " among the resources");
            }
            return TraceReader.read(in, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Rounds extends Lane {
        private final ReplayProgram program;
        private final Replayer replayer;
        private final int fullOneIn;
        private long verified;
        private long wrong;

        Rounds(Peer peer, ReplayProgram program, int fullOneIn) {
            this.fullOneIn = fullOneIn;
            this.program = program;
            this.replayer = new Replayer(program, peer);
        }

        @Override
        protected void work() {
            try (replayer) {
                requested(program.peakLiveBytes());
                requested(0); // between two rounds nothing is live
                for (long round = 0; !stopped(); round++) {
                    boolean full = fullOneIn != 0 && round % fullOneIn == 0;
                    ReplayResult result = replayer.round(full ? StampMode.FULL : StampMode.EDGES);
                    verified += program.trace().blocks();
                    wrong += result.failures();
                }
            }
        }

        /** A round takes long: the replay's own count, which goes on within it, is the finer one. */
        @Override
        public long operations() {
            return replayer.operations();
        }

        @Override
        public long verified() {
            return verified;
        }

        @Override
        public long wrong() {
            return wrong;
        }
    }
}
