package org.ccache.bench.page;

import java.util.List;
import java.util.function.Function;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.workload.Workloads;

/**
 * Descriptions of what results only name, and the order of reports.
 *
 * @param peers names in order; those that are missing here come last
 * @param workloads the same
 */
record Catalogue(
        List<String> peers,
        List<String> workloads,
        Function<String, PeerFacts> peer,
        Function<String, WorkloadFacts> workload) {

    /** Of this build. */
    static final Catalogue BUILT_IN = new Catalogue(PeerList.NAMES, Workloads.NAMES, PeerFacts::of, WorkloadFacts::of);

    /** Place in an order in which unknown names come last. */
    static int place(List<String> order, String name) {
        int place = order.indexOf(name);
        return place < 0 ? order.size() : place;
    }
}
