package org.ccache.allocator;

import org.ccache.rseq.Rseq;

/**
 * What can be seen of an allocator from outside. Maintenance is kept still meanwhile; the allocator may be closed meanwhile, and
 * then the look is refused.
 *
 * <p>Seldom taken, so what they need is not prepared: each asks for room before it begins ({@link Preparation#room}).
 */
record Looks(FrontEnd frontEnd, Tiers tiers, Pressure pressure, Maintainer maintainer, Lifetime lifetime) {
    AllocatorStats stats() {
        Rseq.reason(); // may wait for the self test's end: not with maintenance paused
        begin();
        AllocatorStats seen;
        try {
            seen = AllocatorStats.of(frontEnd, tiers, pressure, maintainer);
        } finally {
            maintainer.resume();
        }
        lifetime.checkStillOpen();
        return seen;
    }

    ResidentStats resident() {
        lifetime.checkOpen();
        Preparation.room();
        ResidentStats seen = ResidentStats.of(tiers);
        lifetime.checkStillOpen();
        return seen;
    }

    ArenaMap map() {
        begin();
        ArenaMap seen;
        try {
            seen = ArenaMaps.of(tiers);
        } finally {
            maintainer.resume();
        }
        lifetime.checkStillOpen();
        return seen;
    }

    AuditReport audit() {
        begin();
        AuditReport seen;
        try {
            seen = new Auditor(tiers).audit();
        } finally {
            maintainer.resume();
        }
        lifetime.checkStillOpen();
        return seen;
    }

    private void begin() {
        lifetime.checkOpen();
        Preparation.room();
        maintainer.pause();
    }
}
