package org.ccache.allocator;

import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.arena.Units;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;

/** Draws the map of the arenas from the span map and the slabs' records. */
final class ArenaMaps {
    private ArenaMaps() {}

    static ArenaMap of(Tiers tiers) {
        Arenas arenas = tiers.arenas();
        List<ArenaMap.Span> spans = new ArrayList<>();
        arenas.forEach(new Arenas.SpanVisitor() {
            @Override
            public void visit(int unit, int units, int entry, int dirty) {
                spans.add(seen(arenas, unit, units, entry, dirty));
            }
        });
        // A class's lock may not be taken under the arena's: so the slabs' counts come afterwards, each as it is then.
        for (int i = 0; i < spans.size(); i++) {
            if (spans.get(i).kind() == ArenaMap.Kind.SLAB) {
                spans.set(i, counted(tiers, spans.get(i)));
            }
        }
        return new ArenaMap(arenas.address(0), Units.BYTES, spans);
    }

    private static ArenaMap.Span seen(Arenas arenas, int unit, int units, int entry, int dirty) {
        if (entry == SpanMap.FREE || entry == SpanMap.PURGING) {
            return span(arenas, unit, units, ArenaMap.Kind.FREE, 0, Units.bytes(dirty));
        }
        return entry == SpanMap.LARGE_HEAD
                ? span(arenas, unit, units, ArenaMap.Kind.LARGE, 0, 0)
                : span(arenas, unit, units, ArenaMap.Kind.SLAB, entry, 0);
    }

    private static ArenaMap.Span span(
            Arenas arenas, int unit, int units, ArenaMap.Kind kind, int sizeClass, long dirtyBytes) {
        boolean slab = sizeClass > 0;
        return new ArenaMap.Span(
                arenas.address(unit),
                Units.bytes(units),
                kind,
                sizeClass,
                slab ? SizeClasses.size(sizeClass) : 0,
                slab ? SlabLayout.blocks(sizeClass) : kind == ArenaMap.Kind.LARGE ? 1 : 0,
                0,
                dirtyBytes);
    }

    private static ArenaMap.Span counted(Tiers tiers, ArenaMap.Span span) {
        Arenas arenas = tiers.arenas();
        int unit = arenas.unit(span.address());
        Depot depot = tiers.depots().of(span.sizeClass());
        int free;
        depot.lock();
        try {
            boolean still = arenas.mapByte(unit) == span.sizeClass();
            free = still ? arenas.table().free(unit) : span.blocks();
        } finally {
            depot.unlock();
        }
        return new ArenaMap.Span(
                span.address(),
                span.bytes(),
                span.kind(),
                span.sizeClass(),
                span.blockSize(),
                span.blocks(),
                free,
                span.dirtyBytes());
    }
}
