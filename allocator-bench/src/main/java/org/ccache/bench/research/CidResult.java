package org.ccache.bench.research;

import java.util.List;
import org.ccache.bench.research.fill.Shape;

/**
 * What one thread left behind that visited processors in turn.
 *
 * @param mode of the index
 * @param alone whether only the filling thread moved
 * @param threads most that the process had before a visit or after one, those of the JVM included
 * @param processors visited, in order
 * @param used indexes used so far, after each visit
 * @param cached bytes in all caches, after each visit
 */
record CidResult(
        String kernel,
        String mode,
        Shape shape,
        boolean alone,
        int threads,
        int usable,
        List<Integer> processors,
        List<Integer> used,
        List<Long> cached,
        long refills,
        long flushes,
        long aborts) {

    /** Who went from CPU to CPU. */
    String mover() {
        return alone ? "thread" : "process";
    }

    int visits() {
        return processors.size();
    }

    int indexesUsed() {
        return used.getLast();
    }

    /** What is kept at the end, as a multiple of what was kept after the first visit. */
    double growth() {
        return (double) cached.getLast() / cached.getFirst();
    }
}
