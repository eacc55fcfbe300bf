package org.ccache.allocator.cache;

import java.util.concurrent.locks.ReentrantLock;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.memory.StackHeadroom;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.os.RegionLayout;
import org.ccache.os.RemoteFence;

/**
 * Opens regions, and works on those of other indexes: stop, fence, work, open.
 *
 * <p><b>Protocol.</b> All open regions are marked STOPPED, then one fence, then the magazines are the drainer's until
 * it opens the regions again with release. After the fence each sequence has either committed, and its commit is
 * visible here, or starts again and meets STOPPED. Meanwhile nobody waits: refused threads go to the depot.
 *
 * <p><b>Prevented.</b> Without the fence a sequence that loaded OPEN, the count and a slot before the stop could
 * commit after the drainer had moved the same block to the depot: it would be handed out twice. With two drainers one
 * would open a region that the other still reads: hence the lock.
 */
final class Drainer {
    private final ReentrantLock lock = new ReentrantLock();
    private final CpuCacheLayout layout;
    private final int indexes;
    private final Depots depots;
    private boolean closed;

    Drainer(CpuCacheLayout layout, int indexes, Depots depots) {
        this.layout = layout;
        this.indexes = indexes;
        this.depots = depots;
    }

    /** Opens a closed region: true if it is open now. Does not wait: a running drain makes it false. */
    boolean tryOpen(int index) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (closed) {
                throw new IllegalStateException("the allocator is closed");
            }
            if (layout.state(index) == RegionLayout.STATE_CLOSED) {
                layout.initialise(index);
                layout.open(index);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Stops all regions; the caller owns every magazine until {@link #resume}. */
    void stop() {
        StackHeadroom.check();
        lock.lock();
        if (closed) {
            lock.unlock();
            throw new IllegalStateException("the allocator is closed");
        }
        boolean stopped = false;
        try {
            boolean any = false;
            for (int index = 0; index < indexes; index++) {
                if (layout.state(index) == RegionLayout.STATE_OPEN) {
                    layout.stop(index);
                    any = true;
                }
            }
            if (any) {
                RemoteFence.fence();
            }
            stopped = true;
        } finally {
            if (!stopped) {
                resume(); // without the fence nothing may be touched: all as before
            }
        }
    }

    void resume() {
        for (int index = 0; index < indexes; index++) {
            if (layout.state(index) == RegionLayout.STATE_STOPPED) {
                layout.open(index);
            }
        }
        lock.unlock();
    }

    /** Moves every block of every ccache to the depots. */
    void drain() {
        stop();
        try {
            for (int index = 0; index < indexes; index++) {
                if (layout.state(index) == RegionLayout.STATE_STOPPED) {
                    for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                        drain(index, c);
                    }
                }
            }
        } finally {
            resume();
        }
    }

    private void drain(int index, int sizeClass) {
        int count = layout.count(index, sizeClass);
        if (count == 0) {
            return;
        }
        Depot depot = depots.of(sizeClass);
        depot.lock();
        try {
            // A depot holds two magazines at least, so one always fits.
            Memory.copy(layout.slots(index, sizeClass), depot.room(count), 8L * count);
            depot.put(count);
            layout.setCount(index, sizeClass, 0);
        } finally {
            depot.unlock();
        }
    }

    /** Stops all regions for good and runs the action: no sequence touches a magazine during or after it. */
    void close(Runnable action) {
        lock.lock(); // so that nobody closes between the look and the stop, which locks once more
        try {
            if (!closed) {
                stop();
                closed = true;
                lock.unlock();
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }
}
