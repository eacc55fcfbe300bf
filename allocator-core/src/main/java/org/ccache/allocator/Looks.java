package org.ccache.allocator;

import java.lang.ref.Reference;
import org.ccache.rseq.Rseq;

/**
 * What can be seen of an allocator from outside. Maintenance is kept still meanwhile; the allocator may be closed
 * meanwhile, and then the look is refused. As forgotten it is not: each look is given it, and keeps it reachable to its
 * end.
 *
 * <p>Seldom taken, so what they need is not prepared: each asks for room before it begins ({@link Preparation#room}).
 */
record Looks(FrontEnd frontEnd, Tiers tiers, Pressure pressure, Maintainer maintainer, Lifetime lifetime) {
    AllocatorStats stats(CcacheAllocator allocator) {
        Rseq.reason(); // may wait for the self test's end: not with maintenance paused
        begin();
        AllocatorStats seen;
        try {
            seen = AllocatorStats.of(frontEnd, tiers, pressure, maintainer);
        } finally {
            maintainer.resume();
        }
        end(allocator);
        return seen;
    }

    ResidentStats resident(CcacheAllocator allocator) {
        lifetime.checkOpen();
        Preparation.room();
        ResidentStats seen = ResidentStats.of(tiers);
        end(allocator);
        return seen;
    }

    ArenaMap map(CcacheAllocator allocator) {
        begin();
        ArenaMap seen;
        try {
            seen = ArenaMaps.of(tiers);
        } finally {
            maintainer.resume();
        }
        end(allocator);
        return seen;
    }

    AuditReport audit(CcacheAllocator allocator) {
        begin();
        AuditReport seen;
        try {
            seen = new Auditor(tiers).audit();
        } finally {
            maintainer.resume();
        }
        end(allocator);
        return seen;
    }

    private void begin() {
        lifetime.checkOpen();
        Preparation.room();
        maintainer.pause();
    }

    private void end(CcacheAllocator allocator) {
        try {
            lifetime.checkStillOpen();
        } finally {
            Reference.reachabilityFence(allocator);
        }
    }
}
