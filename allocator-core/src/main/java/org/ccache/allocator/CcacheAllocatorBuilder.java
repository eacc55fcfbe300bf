package org.ccache.allocator;

import org.ccache.allocator.arena.Arena;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.cache.Capacities;
import org.ccache.allocator.cache.CpuCaches;
import org.ccache.allocator.cache.StripedCaches;
import org.ccache.allocator.cache.ThreadCaches;
import org.ccache.allocator.depot.Depots;
import org.ccache.os.NativeLibrary;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.ccache.rseq.Sequences;

/** Options of an allocator; each default is right for most. Not thread-safe. */
public final class CcacheAllocatorBuilder {
    private static final long DEFAULT_RESERVE = 256L << 30;
    private static final long MIN_RESERVE = 2L << 20;
    private static final long MAX_RESERVE = 16L << 40; // units are counted by int

    private FrontEnd frontEnd;
    private long limit = Long.MAX_VALUE;
    private long reserve;
    private long cacheBytes = Capacities.DEFAULT_CACHE_BYTES;

    CcacheAllocatorBuilder() {}

    /**
     * Where free blocks are cached; by default {@link FrontEnd#CCACHE} where sequences work, else
     * {@link FrontEnd#STRIPED}.
     */
    public CcacheAllocatorBuilder frontEnd(FrontEnd frontEnd) {
        this.frontEnd = frontEnd;
        return this;
    }

    /** Most bytes to map for blocks, in use or free; none by default. Rounded down to units of 16 KiB. */
    public CcacheAllocatorBuilder limit(long bytes) {
        this.limit = check("limit", bytes, 1, Long.MAX_VALUE);
        return this;
    }

    /**
     * Bytes of address space to reserve: the most this allocator can ever hold. By default 256 GiB, less where the
     * system refuses. Costs no memory.
     */
    public CcacheAllocatorBuilder reserve(long bytes) {
        this.reserve = check("reserve", bytes, MIN_RESERVE, MAX_RESERVE);
        return this;
    }

    /** Most bytes that one cache (one index, one thread) keeps; by default 8 MiB, from 2 MiB to 64 MiB. */
    public CcacheAllocatorBuilder cacheBytes(long bytes) {
        this.cacheBytes = check("cacheBytes", bytes, Capacities.MIN_CACHE_BYTES, Capacities.MAX_CACHE_BYTES);
        return this;
    }

    private static long check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    option + "(" + value + "): allowed are " + least + " to " + most + " bytes");
        }
        return value;
    }

    /**
     * Makes the allocator.
     *
     * @throws OutOfMemoryError if the address space is refused
     * @throws IllegalCallerException if Java denies native access; names the option to start it with
     * @throws UnsatisfiedLinkError if a library was asked for that cannot be used
     * @throws IllegalStateException if {@link FrontEnd#CCACHE} was asked for and sequences do not work here
     */
    public CcacheAllocator build() {
        NativeLibrary.check();
        if (Rseq.start()) { // the self test runs from here on, beside all that needs no answer of it
            Sequences.link();
        }
        Capacities capacities = new Capacities(cacheBytes);
        Arena arena = new Arena(reserve == 0 ? DEFAULT_RESERVE : reserve, reserve != 0, limit);
        Depots depots = null;
        try {
            depots = new Depots(arena, capacities.depots());
            FrontEnd chosen = choose();
            return new CcacheAllocator(chosen, arena, depots, caches(chosen, capacities, depots));
        } catch (Error | RuntimeException e) {
            if (depots != null) {
                depots.close();
            }
            arena.close();
            Remainders.release(arena.remainder());
            throw e;
        }
    }

    private FrontEnd choose() {
        boolean sequences = Rseq.mode() != RseqMode.UNAVAILABLE;
        if (frontEnd == null) {
            return sequences ? FrontEnd.CCACHE : FrontEnd.STRIPED;
        }
        if (frontEnd == FrontEnd.CCACHE && !sequences) {
            throw new IllegalStateException("frontEnd(CCACHE) needs restartable sequences: " + Rseq.reason());
        }
        return frontEnd;
    }

    private static Caches caches(FrontEnd frontEnd, Capacities capacities, Depots depots) {
        return switch (frontEnd) {
            case CCACHE -> new CpuCaches(capacities, depots);
            case TCACHE -> new ThreadCaches(capacities, depots);
            case STRIPED -> new StripedCaches(capacities, depots);
        };
    }
}
