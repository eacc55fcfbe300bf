package org.ccache.allocator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.ccache.allocator.arena.ArenaStats;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.arena.Units;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;

/**
 * Counts every block of every tier by itself, from the span map upwards, and compares that with the tiers' own sums.
 *
 * <p>Keeps the caches still and takes all class locks, in the order of the classes: the only place that holds more than
 * one.
 */
final class Auditor {
    private static final int MOST_PROBLEMS = 100;

    private final Arenas arenas;
    private final Depots depots;
    private final Caches caches;
    private final List<String> problems = new ArrayList<>();
    private final List<AuditReport.ClassLine> lines = new ArrayList<>();
    private final long[] carved = new long[SizeClasses.END];
    private final long[] slabFree = new long[SizeClasses.END];

    private long[] seen = new long[1024];
    private int seenCount;

    Auditor(Tiers tiers) {
        this.arenas = tiers.arenas();
        this.depots = tiers.depots();
        this.caches = tiers.caches();
    }

    AuditReport audit() {
        caches.stop();
        arenas.pausePurges(); // before the class locks: nobody who holds one waits for a purge, so nobody waits for
        // us then
        int locked = SizeClasses.FIRST;
        try {
            while (locked <= SizeClasses.LAST) {
                depots.of(locked).lock();
                locked++;
            }
            long largeBlocks = spans();
            for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                blocks(c);
            }
            return new AuditReport(lines, problems, largeBlocks);
        } finally {
            while (locked > SizeClasses.FIRST) {
                depots.of(--locked).unlock();
            }
            arenas.resumePurges();
            caches.resume();
        }
    }

    /** Walks the span map from end to end: the number of large blocks. */
    private long spans() {
        ArenaStats stats = arenas.stats();
        long[] sums = new long[4]; // units: free, dirty, in use; large blocks
        arenas.forEach(new Arenas.SpanVisitor() {
            @Override
            public void visit(int unit, int units, int entry, int dirty) {
                span(unit, units, entry, dirty, sums);
            }
        });
        expect("free spans, bytes", Units.bytes(sums[0]), stats.free());
        expect("dirty spans, bytes", Units.bytes(sums[1]), stats.dirty());
        expect("mapped bytes", Units.bytes(sums[1] + sums[2]), stats.mapped());
        expect("large blocks", sums[3], stats.largeBlocks());
        return sums[3];
    }

    private void span(int unit, int units, int entry, int dirty, long[] sums) {
        if (entry == SpanMap.FREE || entry == SpanMap.PURGING) {
            sums[0] += entry == SpanMap.FREE ? units : 0;
            sums[1] += entry == SpanMap.FREE ? dirty : units;
        } else if (entry == SpanMap.LARGE_HEAD) {
            same(unit + 1, units - 1, SpanMap.LARGE_BODY, "large block");
            sums[2] += units;
            sums[3]++;
        } else if (entry >= SizeClasses.FIRST && entry <= SizeClasses.LAST) {
            slab(unit, entry);
            sums[2] += units;
            expect("units of the slab at unit " + unit, units, SlabLayout.units(entry));
        } else {
            problem("unit " + unit + " reads " + entry + " in the span map: no span starts so");
        }
    }

    private void slab(int unit, int sizeClass) {
        same(unit + 1, SlabLayout.units(sizeClass) - 1, SpanMap.body(sizeClass), "slab");
        int free = depots.of(sizeClass).slabs(arenas.nodeOf(unit)).countFree(unit);
        expect("free blocks of the slab at unit " + unit, free, arenas.table().free(unit));
        carved[sizeClass] += SlabLayout.blocks(sizeClass);
        slabFree[sizeClass] += free;
    }

    private void same(int unit, int units, int entry, String what) {
        for (int i = 0; i < units; i++) {
            if (arenas.mapByte(unit + i) != entry) {
                problem(what + " at unit " + unit + ": unit " + (unit + i) + " reads " + arenas.mapByte(unit + i));
            }
        }
    }

    private void blocks(int sizeClass) {
        Depot depot = depots.of(sizeClass);
        seenCount = 0;
        LongConsumer check = new LongConsumer() {
            @Override
            public void accept(long block) {
                check(sizeClass, block);
            }
        };
        caches.forEach(sizeClass, check);
        int cached = seenCount;
        depot.forEach(check);
        Arrays.sort(seen, 0, seenCount);
        for (int i = 1; i < seenCount; i++) {
            if (seen[i] == seen[i - 1]) {
                problem("block 0x" + Long.toHexString(seen[i]) + " of class " + sizeClass + " is cached twice");
            }
        }
        String of = " of class " + sizeClass;
        expect("carved blocks" + of, carved[sizeClass], depot.carved());
        expect("slab-free blocks" + of, slabFree[sizeClass], depot.slabFree());
        expect("blocks freed twice" + of, depot.doubleFrees(), 0);
        long live = carved[sizeClass] - slabFree[sizeClass] - seenCount;
        if (live < 0) {
            problem("more blocks" + of + " are cached and free than were carved: by " + -live);
        }
        if (carved[sizeClass] > 0 || seenCount > 0) {
            lines.add(new AuditReport.ClassLine(
                    sizeClass,
                    (int) SlabLayout.blockBytes(sizeClass),
                    carved[sizeClass],
                    live,
                    cached,
                    seenCount - cached,
                    slabFree[sizeClass]));
        }
    }

    private void check(int sizeClass, long block) {
        int entry = arenas.map().at(block);
        if (entry != sizeClass || !SlabLayout.isBlock(block, entry) && !SlabLayout.isWhole(block, entry)) {
            problem("0x" + Long.toHexString(block) + " is cached as class " + sizeClass + " but is no block of it");
        } else if (depots.of(sizeClass).slabs(0).isFree(block)) {
            problem("block 0x" + Long.toHexString(block) + " of class " + sizeClass + " is cached and slab-free");
        } else if (SizeClasses.isWhole(sizeClass) && arenas.marks().size(block) > 0) {
            problem("block 0x" + Long.toHexString(block) + " of class " + sizeClass + " is cached and marked as live");
        }
        if (seenCount == seen.length) {
            seen = Arrays.copyOf(seen, 2 * seenCount);
        }
        seen[seenCount++] = block;
    }

    private void expect(String what, long counted, long kept) {
        if (counted != kept) {
            problem(what + ": counted " + counted + ", kept " + kept);
        }
    }

    private void problem(String text) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(text);
        }
    }
}
