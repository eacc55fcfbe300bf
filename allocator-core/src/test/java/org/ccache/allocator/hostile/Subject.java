package org.ccache.allocator.hostile;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import org.ccache.allocator.AllocatorScope;
import org.ccache.allocator.AuditReport;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.CcacheAllocatorBuilder;
import org.ccache.allocator.FrontEnd;
import org.ccache.allocator.Maintenance;
import org.ccache.sync.Waiting;

/**
 * An allocator under attack, a scope of it, and the test's own account of what is live in both: a block is in its slot
 * from the return of the call that allocated it to the return of the one that freed it. A slot is written by a store
 * and no call, so the account is exact wherever the stack or the Java heap ends. One thread's own; several may share
 * the allocator and the scope.
 */
final class Subject {
    static final long MIB = 1 << 20;
    static final long LIMIT = 64 * MIB;
    static final int SLOTS = 64;
    static final int ARENAS = 8;

    private static final int PATIENCE_ROUNDS = 200;

    final FrontEnd frontEnd;
    final CcacheAllocator allocator;
    final AllocatorScope scope;
    final long[] blocks = new long[SLOTS]; // 0: none
    final long[] scoped = new long[SLOTS]; // the scope's own
    final Batch batch = new Batch();
    final Batch scopedBatch = new Batch(); // the scope's own
    long seen; // what a call returned: so that no compiler leaves it out
    final Arena[] arenas = new Arena[ARENAS]; // null: none; from before it allocates until its close has returned
    CcacheAllocator spare; // null: none
    boolean alone = true; // nobody else uses the allocator
    long limit = LIMIT; // what an action sets
    boolean automatic; // there is an arena that the collector ends
    int turn; // so that one action comes to another size class each time

    Subject(FrontEnd frontEnd, CcacheAllocator allocator, AllocatorScope scope) {
        this.frontEnd = frontEnd;
        this.allocator = allocator;
        this.scope = scope;
    }

    /** With an allocator of its own that nothing but its calls maintains. */
    static Subject open(FrontEnd frontEnd) {
        CcacheAllocator allocator = builder(frontEnd).limit(LIMIT).build();
        return new Subject(frontEnd, allocator, allocator.scope("part", LIMIT));
    }

    static CcacheAllocatorBuilder builder(FrontEnd frontEnd) {
        return CcacheAllocator.builder().frontEnd(frontEnd).reserve(256 * MIB).maintenance(Maintenance.CALLER);
    }

    /** Another thread's view of the same. */
    Subject sibling() {
        Subject sibling = new Subject(frontEnd, allocator, scope);
        sibling.alone = false;
        return sibling;
    }

    /** Puts a block where each action that needs one looks for it. */
    void prepare() {
        blocks[Actions.SMALL] = allocator.allocate(Actions.SMALL_SIZE);
        blocks[Actions.LARGE] = allocator.allocate(Actions.LARGE_SIZE);
        scoped[Actions.SMALL] = scope.allocate(Actions.SMALL_SIZE);
        scoped[Actions.LARGE] = scope.allocate(Actions.LARGE_SIZE);
    }

    long liveScoped() {
        return count(scoped) + scopedBatch.live;
    }

    long live() {
        return count(blocks) + batch.live + liveScoped();
    }

    private static long count(long[] slots) {
        long live = 0;
        for (long block : slots) {
            live += block == 0 ? 0 : 1;
        }
        return live;
    }

    /**
     * Ends the arenas that an error left: whatever that was, this gives back all that they have. One that an error
     * ended in the midst of its close is closed, and gives back the rest.
     */
    void endArenas() {
        for (int i = 0; i < ARENAS; i++) {
            Arena arena = arenas[i];
            if (arena != null) {
                try {
                    arena.close();
                } catch (UnsupportedOperationException e) {
                    // the collector's
                } catch (IllegalStateException e) {
                    if (arena.scope().isAlive()) {
                        throw e;
                    }
                }
                arenas[i] = null;
            }
        }
    }

    /** Until the collector has found what it was left, or long enough. */
    static void awaitCollector(CcacheAllocator allocator, AllocatorScope scope, long live, long liveScoped) {
        for (int round = 0;
                round < PATIENCE_ROUNDS
                        && (allocator.audit().liveBlocks() > live
                                || scope.stats().liveBlocks() > liveScoped);
                round++) {
            System.gc();
            Waiting.pause(5_000_000);
        }
    }

    /**
     * Null if the account and the audit agree; else what is wrong. For one subject whose allocator nobody else uses
     * now.
     */
    String difference() {
        endArenas();
        if (automatic) {
            automatic = false;
            awaitCollector(allocator, scope, live(), liveScoped());
        }
        return difference(allocator, scope, live(), liveScoped());
    }

    /** Notes a difference, and returns the subject to go on with: another one then, so that each is noted once. */
    Subject account(String when, HostileFindings findings) {
        String difference;
        try {
            difference = difference();
        } catch (Throwable t) {
            difference = "the audit failed: " + t;
        }
        if (difference == null) {
            return this;
        }
        findings.note(when + ": " + difference);
        try {
            allocator.close();
        } catch (Throwable t) {
            findings.note("and it cannot be closed: " + t);
        }
        return open(frontEnd);
    }

    static String difference(CcacheAllocator allocator, AllocatorScope scope, long live, long liveScoped) {
        AuditReport report = allocator.audit();
        if (!report.clean()) {
            List<String> problems = report.problems();
            return "audit: " + problems.size() + " problems: " + problems.subList(0, Math.min(3, problems.size()));
        }
        if (report.liveBlocks() != live) {
            return "the audit sees " + report.liveBlocks() + " live blocks, the test holds " + live;
        }
        if (scope.stats().liveBlocks() != liveScoped) {
            return "the scope counts " + scope.stats() + ", the test holds " + liveScoped;
        }
        return liveScoped == 0 && scope.stats().liveBytes() != 0 ? "the empty scope counts " + scope.stats() : null;
    }

    /** Frees what is held: each of these blocks is live, so each free has to work. */
    void release() {
        endArenas();
        for (int i = 0; i < SLOTS; i++) {
            if (blocks[i] != 0) {
                allocator.free(blocks[i]);
                blocks[i] = 0;
            }
            if (scoped[i] != 0) {
                scope.free(scoped[i]);
                scoped[i] = 0;
            }
        }
        allocator.free(batch.blocks, batch.live);
        batch.live = 0;
        scope.free(scopedBatch.blocks, scopedBatch.live);
        scopedBatch.live = 0;
        if (spare != null) {
            spare.close();
            spare = null;
        }
    }

    /** No accounts to keep any more: with the allocator all blocks have gone. */
    void forget() {
        endArenas();
        Arrays.fill(blocks, 0);
        Arrays.fill(scoped, 0);
        batch.live = 0;
        scopedBatch.live = 0;
    }
}
