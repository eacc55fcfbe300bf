package org.ccache.allocator;

import java.util.List;

/** What an audit saw, class by class, and everything that is wrong. */
public final class AuditReport {
    /**
     * The blocks of one size class: carved = live + cached + depot + slabFree.
     *
     * @param sizeClass its number
     * @param blockSize bytes of each block
     * @param carved all blocks of its slabs
     * @param live neither cached nor in the depot nor slab-free, so handed out
     * @param cached in the front end's caches
     * @param depot in the depot
     * @param slabFree in their slabs
     */
    public record ClassLine(
            int sizeClass, int blockSize, long carved, long live, long cached, long depot, long slabFree) {
        /** Written out: the compiler's own is linked at its first call, wherever that is. */
        @Override
        public String toString() {
            return "ClassLine[sizeClass=" + sizeClass
                    + ", blockSize=" + blockSize
                    + ", carved=" + carved
                    + ", live=" + live
                    + ", cached=" + cached
                    + ", depot=" + depot
                    + ", slabFree=" + slabFree + "]";
        }
    }

    private final List<ClassLine> classes;
    private final List<String> problems;
    private final long largeBlocks;

    AuditReport(List<ClassLine> classes, List<String> problems, long largeBlocks) {
        this.classes = List.copyOf(classes);
        this.problems = List.copyOf(problems);
        this.largeBlocks = largeBlocks;
    }

    /** {@return true if nothing is wrong} */
    public boolean clean() {
        return problems.isEmpty();
    }

    /** {@return one sentence for each thing that is wrong} */
    public List<String> problems() {
        return problems;
    }

    /** {@return the classes that have a slab} */
    public List<ClassLine> classes() {
        return classes;
    }

    /** {@return the number of blocks handed out, small and large} */
    public long liveBlocks() {
        long live = largeBlocks;
        for (ClassLine line : classes) {
            live += line.live();
        }
        return live;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("audit: ").append(clean() ? "clean" : problems.size() + " problems");
        for (String problem : problems) {
            text.append("\n  ").append(problem);
        }
        text.append("\n class  block     carved       live     cached      depot  slab-free");
        for (ClassLine line : classes) {
            column(text.append("\n "), line.sizeClass(), 5);
            column(text, line.blockSize(), 7);
            column(text, line.carved(), 11);
            column(text, line.live(), 11);
            column(text, line.cached(), 11);
            column(text, line.depot(), 11);
            column(text, line.slabFree(), 11);
        }
        return text.append("\n large blocks ").append(largeBlocks).toString();
    }

    private static void column(StringBuilder text, long number, int width) {
        String digits = Long.toString(number);
        for (int i = digits.length(); i < width; i++) {
            text.append(' ');
        }
        text.append(digits);
    }
}
