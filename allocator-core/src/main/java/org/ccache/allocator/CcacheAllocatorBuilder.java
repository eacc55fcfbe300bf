package org.ccache.allocator;

import java.time.Duration;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.ccache.allocator.arena.ArenaOptions;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.cache.Capacities;
import org.ccache.allocator.cache.HybridCaches;
import org.ccache.allocator.cache.IndexCaches;
import org.ccache.allocator.cache.Pace;
import org.ccache.allocator.cache.StripedCaches;
import org.ccache.allocator.cache.ThreadCaches;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.memory.Memory;
import org.ccache.library.NativeLibrary;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.ccache.sequence.Sequences;

/** Options of an allocator; each default is right for most. Not thread-safe. */
public final class CcacheAllocatorBuilder {
    private static final long MIN_RESERVE = 2L << 20;
    private static final int MAX_NODES = 1024;
    private static final long MAX_RESERVE = 16L << 40; // units are counted by int

    private static final long CACHE_BYTES_PER_INDEX = 4 << 20;
    private static final long CACHE_SHARE_OF_MEMORY = 64;
    private static final long MIN_CACHE_BYTES = 64 << 10;
    private static final long MAX_CACHE_BYTES = 64L << 30;
    private static final Duration DEFAULT_PURGE_DELAY = Duration.ofSeconds(2);

    private FrontEnd frontEnd; // null: not chosen
    private long limit = Long.MAX_VALUE;
    private long softLimit = Long.MAX_VALUE;
    private double limitPart; // of what the next one says
    private LongSupplier limitMemory; // null: the limit is a number of bytes
    private long reserve = ArenaOptions.DEFAULT;
    private long cacheBytes;
    private long purgeDelay = DEFAULT_PURGE_DELAY.toNanos();
    private HugePages hugePages = HugePages.SYSTEM;
    private int nodes = Machine.nodes();
    private Maintenance maintenance = Maintenance.THREAD;
    private ExhaustionHandler handler = ExhaustionHandler.FAIL;

    CcacheAllocatorBuilder() {}

    /**
     * Where free blocks are cached; by default {@link FrontEnd#CCACHE} where sequences work, else
     * {@link FrontEnd#STRIPED}, which is logged once.
     *
     * @param frontEnd one that works here, or {@link #build} refuses
     * @return this builder
     */
    public CcacheAllocatorBuilder frontEnd(FrontEnd frontEnd) {
        this.frontEnd = Objects.requireNonNull(frontEnd, "frontEnd");
        return this;
    }

    /**
     * Most bytes to map for blocks, in use or free; none by default. Rounded down to units of 16 KiB. May be changed
     * later ({@link CcacheAllocator#limit}).
     *
     * @param bytes more than 0; {@link Long#MAX_VALUE} for none
     * @return this builder
     */
    public CcacheAllocatorBuilder limit(long bytes) {
        this.limit = checkLimit("limit", bytes);
        this.limitMemory = null;
        return this;
    }

    /**
     * The limit as a share of the memory that this process may use: of its cgroup's limit, or of the machine. It
     * follows the cgroup's limit while the process runs: maintenance looks once a second, and gives everything back
     * that can go if what is mapped is above the new one.
     *
     * @param share above 0, at most 1
     * @return this builder
     */
    public CcacheAllocatorBuilder limitShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("limitShare(" + share + "): must be above 0 and at most 1");
        }
        return limitShare(share, new LongSupplier() {
            @Override
            public long getAsLong() {
                return Machine.memoryLimitNow();
            }
        });
    }

    /** The same of something else than the machine's memory, for tests. */
    CcacheAllocatorBuilder limitShare(double part, LongSupplier memory) {
        this.limitPart = part;
        this.limitMemory = memory;
        return this;
    }

    /**
     * Bytes mapped above which maintenance gives everything back that can go; none by default. Refuses nothing. May be
     * changed later ({@link CcacheAllocator#softLimit}).
     *
     * @param bytes more than 0; {@link Long#MAX_VALUE} for none
     * @return this builder
     */
    public CcacheAllocatorBuilder softLimit(long bytes) {
        this.softLimit = checkLimit("softLimit", bytes);
        return this;
    }

    /**
     * Bytes of address space to reserve: the most this allocator can ever hold. By default twice the memory that the
     * process may use, at least 64 GiB and at most 256 GiB; less for each allocator where there are many in the
     * process, or where the system refuses (docs/memory.md). Costs no memory.
     *
     * @param bytes from 2 MiB to 16 TiB
     * @return this builder
     */
    public CcacheAllocatorBuilder reserve(long bytes) {
        this.reserve = check("reserve", bytes, MIN_RESERVE, MAX_RESERVE);
        return this;
    }

    /**
     * Most bytes of free blocks that all ccaches together keep, moved to where they are needed; by default 4 MiB for
     * each index, but at most 1/64 of the memory that the process may use. With TCACHE each thread may keep one index's
     * share, and with HYBRID each thread that beside the ccaches.
     *
     * @param bytes from 64 KiB to 64 GiB
     * @return this builder
     */
    public CcacheAllocatorBuilder cacheBytes(long bytes) {
        this.cacheBytes = check("cacheBytes", bytes, MIN_CACHE_BYTES, MAX_CACHE_BYTES);
        return this;
    }

    /**
     * How long free spans keep their memory for reuse: it goes back to the system little by little over that time. By
     * default 2 seconds; zero: at once, by who frees; beyond some 290 years: never, but by
     * {@link CcacheAllocator#trim()} and at the limit.
     *
     * @param delay zero or more
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public CcacheAllocatorBuilder purgeDelay(Duration delay) {
        if (Objects.requireNonNull(delay, "delay").isNegative()) {
            throw new IllegalArgumentException("purgeDelay(" + delay + "): must not be negative");
        }
        this.purgeDelay = delay.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : delay.toNanos();
        return this;
    }

    /**
     * What is asked of the system about huge pages; by default nothing, so that its own setting holds.
     *
     * @param policy for all memory of the arenas
     * @return this builder
     */
    public CcacheAllocatorBuilder hugePages(HugePages policy) {
        this.hugePages = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * NUMA nodes to keep apart: by default those of the machine.
     *
     * @param count from 1, which keeps none apart, to 1,024; more than the machine has are for tests
     * @return this builder
     */
    public CcacheAllocatorBuilder nodes(int count) {
        this.nodes = (int) check("nodes", count, 1, MAX_NODES);
        return this;
    }

    /**
     * Who does the maintenance; by default a thread of the allocator's own.
     *
     * @param maintenance a thread, the application by {@link CcacheAllocator#maintain}, or whoever comes by
     * @return this builder
     */
    public CcacheAllocatorBuilder maintenance(Maintenance maintenance) {
        this.maintenance = Objects.requireNonNull(maintenance, "maintenance");
        return this;
    }

    /**
     * Who is asked before a request fails for want of memory; by default nobody.
     *
     * @param handler called by the threads that ask for memory
     * @return this builder
     */
    public CcacheAllocatorBuilder exhaustionHandler(ExhaustionHandler handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    static long checkLimit(String option, long bytes) {
        return check(option, bytes, 1, Long.MAX_VALUE);
    }

    private static long check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + "(" + value + "): allowed are " + least + " to " + most);
        }
        return value;
    }

    /**
     * Makes the allocator.
     *
     * <p>The first one of a process also prepares what any call of any allocator may need later, so that it finds
     * classes initialised and call sites linked, even with a full Java heap or at the end of a stack.
     *
     * @return a new one each time, open
     * @throws OutOfMemoryError if the address space is refused
     * @throws IllegalArgumentException if a system property of the product says something else than it may
     * @throws IllegalCallerException if Java denies native access to either module; names the option to start it with
     * @throws UnsatisfiedLinkError if a library was asked for that cannot be used
     * @throws IllegalStateException if {@link FrontEnd#CCACHE} or {@link FrontEnd#HYBRID} was asked for and sequences
     *     do not work here
     */
    public CcacheAllocator build() {
        Preparation.room();
        NativeLibrary.check();
        Memory.check();
        VirtualMemory.link();
        String note = VirtualMemory.note();
        if (!note.isEmpty()) {
            Log.memory(note);
        }
        if (Rseq.start()) { // the self test runs from here on, beside all that needs no answer of it
            Sequences.link();
        }
        return make(true);
    }

    /** An allocator; before its caches are made, what those of its front end need is prepared, if it is to be. */
    CcacheAllocator make(boolean prepare) {
        Arenas arenas = null;
        Depots depots = null;
        Caches caches = null;
        Maintainer maintainer = null;
        boolean made = false;
        try {
            LimitShare share = limitMemory == null ? null : new LimitShare(limitPart, limitMemory);
            long most = share == null ? limit : share.bytes();
            arenas = new Arenas(new ArenaOptions(reserve, most, softLimit, hugePages.advice(), purgeDelay, nodes));
            depots = new Depots(arenas, Capacities.depots(), Capacities.depotShare(cacheBudget()), new NodeHint());
            FrontEnd chosen = choose(); // waits for the self test
            if (prepare) {
                Preparation.once(chosen);
            }
            maintainer = new Maintainer(maintenance, share);
            caches = caches(chosen, depots, maintainer);
            Tiers tiers = new Tiers(caches, depots, arenas);
            Lifetime lifetime = new Lifetime(tiers, maintainer);
            CcacheAllocator allocator = new CcacheAllocator(chosen, tiers, handler, maintainer, lifetime);
            maintainer.attach(tiers, allocator);
            lifetime.begin(allocator); // last: from here on nothing fails
            made = true;
            return allocator;
        } finally {
            if (!made) {
                undo(maintainer, caches, depots, arenas);
            }
        }
    }

    private static final class NodeHint implements IntSupplier {
        @Override
        public int getAsInt() {
            return Rseq.nodeHint();
        }
    }

    private static void undo(Maintainer maintainer, Caches caches, Depots depots, Arenas arenas) {
        try {
            if (maintainer != null) {
                maintainer.close();
            }
            if (caches != null) {
                caches.close();
                caches.forgotten();
            }
        } finally {
            try {
                if (depots != null) {
                    depots.close();
                }
            } finally {
                if (arenas != null) {
                    arenas.close();
                    arenas.forgotten();
                }
            }
        }
    }

    private FrontEnd choose() {
        boolean sequences = Rseq.mode() != RseqMode.UNAVAILABLE;
        if (frontEnd == null) {
            if (!sequences) {
                Log.fallback(Rseq.reason());
            }
            return sequences ? FrontEnd.CCACHE : FrontEnd.STRIPED;
        }
        if (frontEnd.needsSequences() && !sequences) {
            throw new IllegalStateException("frontEnd(" + frontEnd + ") needs restartable sequences: " + Rseq.reason());
        }
        return frontEnd;
    }

    private Caches caches(FrontEnd chosen, Depots depots, Pace pace) {
        long bytes = cacheBudget();
        long threadBytes = Math.max(MIN_CACHE_BYTES, bytes / Rseq.indexes());
        if (chosen == FrontEnd.CCACHE) {
            return new IndexCaches(bytes, depots, pace);
        }
        if (chosen == FrontEnd.HYBRID) {
            return new HybridCaches(threadBytes, bytes, depots, pace);
        }
        return chosen == FrontEnd.TCACHE
                ? new ThreadCaches(threadBytes, depots, pace)
                : new StripedCaches(bytes, depots, pace);
    }

    /** Most bytes that all caches keep together. */
    private long cacheBudget() {
        return cacheBytes == 0 ? defaultCacheBytes() : cacheBytes;
    }

    private static long defaultCacheBytes() {
        long share = Machine.memoryLimit() / CACHE_SHARE_OF_MEMORY;
        return Math.clamp(CACHE_BYTES_PER_INDEX * Rseq.indexes(), MIN_CACHE_BYTES, Math.max(MIN_CACHE_BYTES, share));
    }
}
