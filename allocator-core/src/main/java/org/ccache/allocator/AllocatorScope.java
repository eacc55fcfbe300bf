package org.ccache.allocator;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.sync.StackHeadroom;

/**
 * An account of its own for a part of an application: a name, a limit and counters, above the same allocator.
 *
 * <pre>{@code
 * AllocatorScope network = allocator.scope("network", 64 << 20);
 * AllocatorScope tls = network.scope("tls", 16 << 20);    // counts against both limits
 * long block = tls.allocate(16_384);
 * tls.free(block);
 * }</pre>
 *
 * <p>A block counts with its usable bytes. Blocks do not know their scope, which costs no memory: a block has to be
 * freed by the scope that allocated it. Freeing more than was allocated is refused; freeing through the wrong one of
 * two scopes that both have blocks is not noticed, and {@link #close} then finds the difference.
 *
 * <p>Thread-safe. Each call costs one atomic addition for the scope and each of its parents, so many threads on many
 * CPUs share that word: for the hottest path use the allocator itself, or a scope for each shard.
 */
public final class AllocatorScope implements OffHeapAllocator {
    /** In the word of the live bytes: so that a close and a request beside it are in an order. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final CcacheAllocator allocator;
    private final AllocatorScope parent; // null: none
    private final String name;
    private final AtomicLong live = new AtomicLong(); // bytes, and CLOSED once it is
    private final AtomicLong blocks = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private final AtomicLong allocations = new AtomicLong(); // no adder: it may need heap, when a block is out already
    private final AtomicLong refused = new AtomicLong();
    private volatile long limit;

    AllocatorScope(CcacheAllocator allocator, AllocatorScope parent, String name, long limit) {
        this.allocator = allocator;
        this.parent = parent;
        this.name = parent == null ? name : parent.name + "/" + name;
        this.limit = checkLimit(limit);
    }

    private static long checkLimit(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit + ": must be 0 or more bytes");
        }
        return limit;
    }

    /**
     * {@return a scope within this one; its blocks count here too}
     *
     * @param child its name, which follows this one's and a slash
     * @param limit most bytes, 0 or more; {@link Long#MAX_VALUE} for none of its own
     */
    public AllocatorScope scope(String child, long limit) {
        Objects.requireNonNull(child, "child");
        checkOpen();
        return new AllocatorScope(allocator, this, child, limit);
    }

    /** As the allocator's, within the limits of this scope and its parents; an error says which is exhausted. */
    @Override
    public long allocate(long size) {
        return allocate(size, 1);
    }

    /** As the allocator's, within the limits of this scope and its parents; an error says which is exhausted. */
    @Override
    public long allocate(long size, long alignment) {
        return allocate(size, alignment, false);
    }

    /** As the allocator's, within the limits of this scope and its parents; an error says which is exhausted. */
    @Override
    public long allocateZeroed(long size, long alignment) {
        return allocate(size, alignment, true);
    }

    private long allocate(long size, long alignment, boolean zeroed) {
        checkOpen();
        long bytes = allocator.blockSize(size, alignment);
        StackHeadroom.check(); // from here on nothing fails half way: what follows a call that threw is shallow
        reserve(bytes, size);
        boolean done = false;
        try {
            long block = zeroed
                    ? allocator.allocateZeroed(size, alignment)
                    : alignment == 1 ? allocator.allocate(size) : allocator.allocate(size, alignment);
            done = true;
            count(1);
            return block;
        } finally {
            if (!done) {
                release(bytes);
            }
        }
    }

    /** As the allocator's, within the limits of this scope and its parents; an error says which is exhausted. */
    @Override
    public void allocate(long size, int n, long[] out) {
        allocate(size, n, new BlockList.OfArray(out, "out"));
    }

    /** As the allocator's, within the limits of this scope and its parents; an error says which is exhausted. */
    @Override
    public void allocate(long size, int n, MemorySegment out) {
        allocate(size, n, new BlockList.OfSegment(out, "out"));
    }

    private void allocate(long size, int n, BlockList out) {
        checkOpen();
        out.check(n, true);
        long each = allocator.blockSize(size);
        long bytes = n == 0 || each <= Long.MAX_VALUE / n ? each * n : Long.MAX_VALUE;
        StackHeadroom.checkTwice();
        reserve(bytes, bytes);
        boolean done = false;
        try {
            allocator.allocate(size, n, out);
            done = true;
            count(n);
        } finally {
            if (!done) {
                release(bytes);
            }
        }
    }

    /** As the allocator's. What counts is the larger of both blocks while the contents move. */
    @Override
    public long reallocate(long address, long newSize, long alignment) {
        checkOpen();
        long before = allocator.usableSize(address);
        checkOwned("reallocate", address, before);
        long after = allocator.blockSize(newSize, alignment);
        StackHeadroom.check();
        if (after > before) {
            reserve(after - before, newSize);
        }
        boolean done = false;
        try {
            long block = allocator.reallocate(address, newSize, alignment);
            done = true;
            return block;
        } finally {
            long excess = done ? before - after : after - before;
            if (excess > 0) {
                release(excess);
            }
        }
    }

    /**
     * Frees a block that this scope has allocated.
     *
     * @param address as returned by an allocate method of this scope
     * @throws InvalidAddressException if it is no block, or the scope has not that many bytes
     */
    @Override
    public void free(long address) {
        long bytes = allocator.usableSize(address);
        checkOwned("free", address, bytes);
        StackHeadroom.check();
        allocator.free(address);
        count(-1);
        release(bytes);
    }

    /** As the allocator's; what the scope has not that many bytes for is refused too. */
    @Override
    public void free(long[] blocks, int n) {
        free(new BlockList.OfArray(blocks, "blocks"), n);
    }

    /** As the allocator's; what the scope has not that many bytes for is refused too. */
    @Override
    public void free(MemorySegment blocks, int n) {
        free(new BlockList.OfSegment(blocks, "blocks"), n);
    }

    void free(BlockList blocks, int n) {
        blocks.check(n, false);
        StackHeadroom.checkTwice();
        long[] upTo = new long[n + 1]; // bytes of the blocks before each
        for (int i = 0; i < n; i++) {
            try {
                long block = blocks.get(i);
                upTo[i + 1] = upTo[i] + allocator.usableSize(block);
                checkOwned("free", block, upTo[i + 1]);
            } catch (InvalidAddressException e) {
                throw BadArguments.inBatch(i, e);
            }
        }
        try {
            allocator.free(blocks, n);
        } finally {
            if (blocks.freed) {
                count(-n);
                release(upTo[n]);
            }
        }
    }

    @Override
    public long usableSize(long address) {
        return allocator.usableSize(address);
    }

    /**
     * {@return whether a block of the allocator starts there} Blocks do not know their scope: it may be another one's.
     *
     * @param address any number
     */
    @Override
    public boolean owns(long address) {
        return allocator.owns(address);
    }

    private void checkOwned(String method, long address, long bytes) {
        if (liveBytes() < bytes) {
            throw new InvalidAddressException(method + "(0x" + Long.toHexString(address) + "): scope " + name
                    + " has only " + liveBytes() + " live bytes, the block has " + bytes + ": it is another scope's");
        }
    }

    private void count(int more) {
        for (AllocatorScope scope = this; scope != null; scope = scope.parent) {
            scope.blocks.addAndGet(more);
            if (more > 0) {
                scope.allocations.addAndGet(more);
            }
        }
    }

    /** Counts bytes here and in every parent, or nowhere: asks the handler as long as it answers with true. */
    private void reserve(long bytes, long size) {
        for (int attempt = 1; ; attempt++) {
            AllocatorScope full = tryReserve(bytes);
            if (full == null) {
                return;
            }
            full.refused.incrementAndGet();
            long used = full.liveBytes();
            if (!allocator
                    .slow
                    .handler()
                    .exhausted(new ExhaustionHandler.Exhaustion(size, full.limit, used, full.name, attempt))) {
                throw new OutOfMemoryError("scope " + full.name + ": asked for " + size + " bytes, a block of " + bytes
                        + "; " + used + " are live, allowed are " + full.limit
                        + (full == this ? "" : " (asked by scope " + name + ")"));
            }
        }
    }

    /**
     * Null, or the scope whose limit stands in the way; then nothing is counted anywhere.
     *
     * @throws IllegalStateException if one of them is closed; likewise
     */
    private AllocatorScope tryReserve(long bytes) {
        for (AllocatorScope scope = this; scope != null; scope = scope.parent) {
            if (!scope.tryCount(bytes)) {
                for (AllocatorScope undo = this; undo != scope; undo = undo.parent) {
                    undo.uncount(bytes);
                }
                scope.checkOpen();
                return scope;
            }
        }
        return null;
    }

    /** By compare-and-set: what is refused here is never counted here; what a parent refuses, for that moment. */
    private boolean tryCount(long bytes) {
        for (; ; ) {
            long now = live.get();
            long most = limit;
            if (now < 0 || bytes > most || now > most - bytes) { // closed, or full
                return false;
            }
            if (live.compareAndSet(now, now + bytes)) {
                raisePeak(now + bytes);
                return true;
            }
        }
    }

    private void raisePeak(long bytes) {
        long highest = peak.get();
        while (bytes > highest && !peak.compareAndSet(highest, bytes)) {
            highest = peak.get();
        }
    }

    private long liveBytes() {
        return live.get() & ~CLOSED;
    }

    private void release(long bytes) {
        for (AllocatorScope scope = this; scope != null; scope = scope.parent) {
            scope.uncount(bytes);
        }
    }

    /**
     * Never below nothing, and the mark of a closed one stays: two frees of what is another scope's may both pass the
     * look.
     */
    private void uncount(long bytes) {
        long now = live.get();
        while (!live.compareAndSet(now, Math.max(0, (now & ~CLOSED) - bytes) | now & CLOSED)) {
            now = live.get();
        }
    }

    /** {@return the names from the outermost scope to this one, with slashes between them} */
    public String name() {
        return name;
    }

    /**
     * Sets the limit. Below what is live now, nothing is taken away and nothing more is given.
     *
     * @param bytes most that may be live, 0 or more; {@link Long#MAX_VALUE} for no limit of its own
     */
    public void limit(long bytes) {
        limit = checkLimit(bytes);
    }

    /** {@return figures of now; each for itself exact when nobody else works on the scope} */
    public ScopeStats stats() {
        return new ScopeStats(name, limit, liveBytes(), peak.get(), blocks.get(), allocations.get(), refused.get());
    }

    Lifetime lifetime() {
        return allocator.lifetime;
    }

    private void checkOpen() {
        if (live.get() < 0) {
            throw new IllegalStateException("scope " + name + " is closed");
        }
        allocator.lifetime.checkOpen();
    }

    /**
     * Ends the account. Closing again does nothing.
     *
     * @throws IllegalStateException if blocks are live, or on their way to a caller: they leak, or were freed
     *     elsewhere. The scope is closed all the same for new blocks, its own and its children's; those that are live
     *     can still be freed.
     */
    @Override
    public void close() {
        for (; ; ) {
            long now = live.get();
            if (now < 0) {
                return;
            }
            if (live.compareAndSet(now, now | CLOSED)) {
                if (now > 0) {
                    throw new IllegalStateException(
                            "scope " + name + " is closed with " + now + " bytes in " + blocks.get() + " blocks live");
                }
                return;
            }
        }
    }

    @Override
    public String toString() {
        return stats().toString();
    }
}
