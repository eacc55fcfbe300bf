package org.ccache.bench.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * The loop that replays one thread. It allocates nothing on the Java heap but for failures found.
 *
 * <p>A peer that hands out addresses is called directly. One that hands out something else is called through tables of
 * its own, so that each block is freed by its handle; slots of the replay are slots of the tables then. A block that
 * crosses threads is in the shared table before its address is published and until after its address was taken, so the
 * publication orders the uses of its slot.
 *
 * <p>{@link ReplayLoops} defines this class anew for each peer, so that the compiler sees one implementation of
 * {@link Peer} in each copy and the second peer of a process is measured like the first.
 */
final class ReplayLoop implements ThreadReplay {
    private static final int KEPT_FAILURES = 8;

    // The stamp owners of the shared slots and of each thread's own slots must not meet.
    private static final int OWNER_SHIFT = Integer.numberOfTrailingZeros(ReplayCode.MAX_SLOTS);

    private final Peer peer;
    private final ThreadProgram program;
    private final ReplaySync sync;
    private final long[] own; // addresses by own slot
    private final BlockTable ownHandles; // by own slot; null if addresses are all there is
    private final long ownOwners;
    private final ReplayWait wait = new ReplayWait();
    private final List<StampFailure> firstFailures = new ArrayList<>();
    private final AtomicLong steps = new AtomicLong();
    private long failures;

    ReplayLoop(Peer peer, ThreadProgram program, ReplaySync sync) {
        this.peer = peer;
        this.program = program;
        this.sync = sync;
        this.own = new long[program.slots()];
        this.ownHandles = sync.handles() == null ? null : peer.table(program.slots());
        this.ownOwners = (program.thread() + 1L) << OWNER_SHIFT;
    }

    @Override
    public void begin() {
        wait.reset();
        failures = 0;
        firstFailures.clear();
    }

    @Override
    public int segment(int segment, StampMode mode) {
        sync.enter(program.segmentEpochs()[segment], wait);
        int from = segment == 0 ? 0 : program.segmentEnds()[segment - 1];
        int to = program.segmentEnds()[segment];
        run(from, to, mode);
        steps.setOpaque(steps.getPlain() + to - from);
        sync.leave(program.thread(), program.epochBefore(segment + 1));
        return to - from;
    }

    @Override
    public void round(StampMode mode) {
        begin();
        for (int segment = 0; segment < program.segments(); segment++) {
            segment(segment, mode);
        }
    }

    private void run(int from, int to, StampMode mode) {
        long[] code = program.code();
        for (int at = from; at < to; at++) {
            long step = code[at];
            if ((step & ReplayCode.RELEASE) == 0) {
                acquire(at, step, mode);
            } else {
                release(at, step, mode);
            }
        }
    }

    private void acquire(int at, long step, StampMode mode) {
        long size = ReplayCode.size(step);
        long alignment = ReplayCode.alignment(step);
        int slot = ReplayCode.slot(step);
        boolean cross = (step & ReplayCode.CROSS) != 0;
        long address;
        if (ownHandles == null) {
            address = alignment == 1 ? peer.allocate(size) : peer.allocate(size, alignment);
        } else {
            address = allocate(cross ? sync.handles() : ownHandles, slot, size, alignment);
        }
        if ((address & (alignment - 1)) != 0 || address == 0) {
            report(at, step, address, StampFailure.ADDRESS);
            if (address == 0) {
                throw new IllegalStateException(peer.name() + " returned address 0 for " + size + " bytes");
            }
        }
        if (mode != StampMode.NONE) {
            long stamp = Stamp.of(cross ? slot : ownOwners + slot);
            if (mode == StampMode.EDGES) {
                Stamp.writeEdges(address, size, stamp);
            } else {
                fill(at, step, address, stamp);
            }
        }
        if (cross) {
            sync.publish(slot, address);
        } else {
            own[slot] = address;
        }
    }

    private void release(int at, long step, StampMode mode) {
        int slot = ReplayCode.slot(step);
        boolean cross = (step & ReplayCode.CROSS) != 0;
        long address = cross ? sync.take(slot, wait) : own[slot];
        if (mode != StampMode.NONE) {
            long stamp = Stamp.of(cross ? slot : ownOwners + slot);
            if (mode == StampMode.FULL) {
                verify(at, step, address, stamp);
            } else if (!Stamp.edgesIntact(address, ReplayCode.size(step), stamp)) {
                report(at, step, address, StampFailure.EDGE);
            }
        }
        if (ownHandles == null) {
            peer.free(address);
        } else {
            (cross ? sync.handles() : ownHandles).free(slot);
        }
    }

    private static long allocate(BlockTable table, int slot, long size, long alignment) {
        if (alignment == 1) {
            table.allocate(slot, Math.max(1, size)); // tables have no blocks of no bytes
        } else {
            table.allocate(slot, Math.max(1, size), alignment);
        }
        return table.address(slot);
    }

    // A realloc carries the old block's contents over. They must arrive, else the old block was changed or the two
    // overlap; then the new block gets a stamp of its own like any other.
    private void fill(int at, long step, long address, long stamp) {
        if ((step & ReplayCode.MOVES) != 0) {
            long old = program.code()[at + 1];
            int slot = ReplayCode.slot(old);
            boolean cross = (old & ReplayCode.CROSS) != 0;
            long from = cross ? sync.peek(slot, wait) : own[slot];
            long common = Math.min(ReplayCode.size(old), ReplayCode.size(step)) & -Long.BYTES;
            Stamp.copy(from, address, common);
            long wrong = Stamp.checkAll(address, common, Stamp.of(cross ? slot : ownOwners + slot));
            if (wrong != Stamp.INTACT) {
                report(at + 1, old, from, wrong);
            }
        }
        Stamp.writeAll(address, ReplayCode.size(step), stamp);
    }

    private void verify(int at, long step, long address, long stamp) {
        long wrong = Stamp.checkAll(address, ReplayCode.size(step), stamp);
        if (wrong != Stamp.INTACT) {
            report(at, step, address, wrong);
        }
    }

    private void report(int at, long step, long address, long offset) {
        failures++;
        if (firstFailures.size() < KEPT_FAILURES) {
            int block = program.blocks()[at];
            firstFailures.add(new StampFailure(block, program.thread(), address, ReplayCode.size(step), offset));
        }
    }

    @Override
    public ReplayWait waited() {
        return wait;
    }

    @Override
    public long steps() {
        return steps.getOpaque();
    }

    @Override
    public long failures() {
        return failures;
    }

    @Override
    public List<StampFailure> firstFailures() {
        return List.copyOf(firstFailures);
    }
}
