package org.ccache.bench.research.freelist;

import java.util.HashSet;
import java.util.Set;

/**
 * The ABA problem step by step, on a list with nodes A, B, C: the victim's pop has read head A and its link B; others
 * pop A and B and push A again; the victim swaps A for B, which somebody has.
 */
public final class AbaSchedule {

    /**
     * What became of it.
     *
     * @param swapped whether the victim's first swap succeeded
     * @param handedOutTwice nodes that two owners had at once
     */
    public record Played(boolean swapped, int handedOutTwice) {}

    private AbaSchedule() {}

    /** Runs it on one list by compare-and-swap. One thread is enough: what the others do happens within the window. */
    public static Played run(boolean tagged) {
        Nodes nodes = new Nodes(3);
        CasFreelist[] list = new CasFreelist[1];
        Set<Long> others = new HashSet<>();
        int[] passes = new int[1];
        list[0] = new CasFreelist(nodes, tagged, 1, () -> 0, () -> {
            if (passes[0]++ == 0) { // the victim's; the others' own pops pass here too
                long a = list[0].pop();
                others.add(list[0].pop());
                list[0].push(a);
            }
        });
        for (int node = 2; node >= 0; node--) {
            list[0].push(nodes.address(node));
        }
        list[0].pop();
        boolean swapped = passes[0] == 3; // one more if the victim had to begin again
        int twice = 0;
        for (long node = list[0].pop(); node != 0; node = list[0].pop()) {
            twice += others.contains(node) ? 1 : 0; // who never gave it back
        }
        return new Played(swapped, twice);
    }
}
