package org.ccache.bench.workload.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.Lane;
import org.ccache.bench.workload.Needs;
import org.ccache.bench.workload.RandomStream;
import org.ccache.bench.workload.Workload;
import org.ccache.bench.workload.WorkloadGroup;

/**
 * Loops of nothing but calls, each in two forms: as it is, and touched, with both ends of each block written, and read
 * before the free. The second is the yardstick: untouched ones flatter whoever keeps free blocks in arrays, since a
 * list through the blocks waits there for lines of memory that a program would have touched anyway.
 */
final class Loops implements Workload {
    private static final String TOUCHED = "-touched";

    private final LoopKind kind;
    private final boolean touched;

    Loops() {
        this(LoopKind.PAIR, false);
    }

    Loops(LoopKind kind, boolean touched) {
        this.kind = kind;
        this.touched = touched;
    }

    @Override
    public List<Workload> forms() {
        return Arrays.stream(LoopKind.values())
                .<Workload>flatMap(form -> Stream.of(new Loops(form, false), new Loops(form, true)))
                .toList();
    }

    @Override
    public int place() {
        return 20;
    }

    @Override
    public String name() {
        return touched ? kind.title() + TOUCHED : kind.title();
    }

    @Override
    public String what() {
        return kind.what() + (touched ? "; both ends of each block are written, and read before the free" : "");
    }

    @Override
    public String operation() {
        return kind.operation();
    }

    @Override
    public WorkloadGroup group() {
        return touched ? WorkloadGroup.TOUCHED_LOOP : WorkloadGroup.LOOP;
    }

    @Override
    public Needs needs() {
        return kind.needs(touched);
    }

    /** In lists at once: the class of a lane must not be loaded where another one is measured. */
    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        RandomStream random = new RandomStream(seed, 0);
        return switch (kind) {
            case PAIR -> List.of(new PairLane(peer, touched, random));
            case SLOT_REPLACE -> List.of(new SlotReplaceLane(peer, touched, random));
            case BURST -> List.of(new BurstLane(peer, touched, random));
            case HAND_OFF -> handOffs(peer, processors, seed);
        };
    }

    private List<Lane> handOffs(Peer peer, int processors, long seed) {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < Math.max(1, processors / 2); i++) {
            lanes.add(new HandedBatchesLane(peer, touched, new RandomStream(seed, i)));
        }
        return lanes;
    }
}
