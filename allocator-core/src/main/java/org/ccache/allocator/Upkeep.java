package org.ccache.allocator;

import java.lang.ref.Reference;

/**
 * What the application may ask of the tiers at any time: to give something back, to be maintained, to keep to another
 * limit.
 *
 * <p>What works on the tiers is given the allocator that it is asked of, and keeps it reachable to its end: forgotten,
 * it would be closed meanwhile.
 */
record Upkeep(Tiers tiers, Maintainer maintainer, Lifetime lifetime) {
    void drain(CcacheAllocator allocator) {
        lifetime.checkOpen();
        try {
            tiers.caches().drain();
        } finally {
            Reference.reachabilityFence(allocator);
        }
    }

    long trim(CcacheAllocator allocator) {
        lifetime.checkOpen();
        try {
            return tiers.trim();
        } finally {
            Reference.reachabilityFence(allocator);
        }
    }

    int maintain(CcacheAllocator allocator) {
        lifetime.checkOpen();
        try {
            return maintainer.maintain();
        } finally {
            Reference.reachabilityFence(allocator);
        }
    }

    void maintainNow(CcacheAllocator allocator) {
        try {
            maintainer.maintainNow();
        } finally {
            Reference.reachabilityFence(allocator);
        }
    }

    void limit(CcacheAllocator allocator, long bytes) {
        CcacheAllocatorBuilder.checkLimit("limit", bytes);
        lifetime.checkOpen();
        try {
            maintainer.endShare();
            tiers.limit(bytes);
        } finally {
            Reference.reachabilityFence(allocator);
        }
    }

    void softLimit(long bytes) {
        CcacheAllocatorBuilder.checkLimit("softLimit", bytes);
        lifetime.checkOpen();
        tiers.arenas().softLimit(bytes);
    }
}
