package org.ccache.bench.suite;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Task;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.peer.VoidPeer;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.MemoryWorkload;
import org.ccache.bench.workload.memory.MemoryWorkloads;
import org.ccache.bench.workload.memory.Meter;
import org.ccache.bench.workload.memory.Scale;
import org.ccache.bench.workload.memory.ThreadsWorkload;

/** One workload on one peer, for the memory it takes. */
@JsonTypeName("footprint")
public record FootprintTask(String workload, String peer, Scale scale) implements Task.Once<Measurement> {
    private static final long REHEARSAL_BYTES = 4 << 20;
    private static final long REHEARSAL_OPERATIONS = 200_000;
    private static final int MANY_THREADS = 20_000;

    /**
     * Runs the workload once. What the JVM itself needs for it (classes, compiled code) is there before: the workload
     * runs small on the peer that allocates nothing, whose residence goes into the baseline.
     */
    @Override
    public Measurement measure() throws InterruptedException {
        MemoryWorkload program = MemoryWorkloads.named(workload);
        if (program.rehearsed()) {
            rehearse(program);
        }
        try (Peer allocator = Peers.open(peer)) {
            Meter meter = new Meter(allocator);
            program.run(allocator, scale, meter);
            return meter.measurement(workload, scale);
        }
    }

    private void rehearse(MemoryWorkload program) throws InterruptedException {
        Scale small = new Scale(
                scale.variant(),
                Math.min(scale.bytes(), REHEARSAL_BYTES),
                Math.min(scale.operations(), REHEARSAL_OPERATIONS),
                0,
                scale.seed());
        try (Peer nothing = new VoidPeer()) {
            program.run(nothing, small, new Meter(nothing));
        }
    }

    /** Of the process that does it; a peer may have some of its own. */
    Flags flags() {
        boolean many = workload.equals("threads") && ThreadsWorkload.count(scale.variant()) > MANY_THREADS;
        return many ? Flags.MANY_THREADS : FootprintRun.FLAGS;
    }

    /** Whether it is what a measurement is of. */
    boolean gave(Measurement measurement) {
        return workload.equals(measurement.workload())
                && Peers.published(peer).equals(measurement.peer())
                && scale.equals(measurement.settings());
    }
}
