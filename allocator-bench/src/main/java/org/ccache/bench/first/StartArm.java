package org.ccache.bench.first;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.peer.Peers;

/**
 * Whose processes take turns.
 *
 * @param peer as the command line takes it
 * @param control whether it is the product a second time: the true ratio to the first is 1
 * @param ahead whether its JVM starts from an AOT cache, which a run of the same workload on it has made
 */
public record StartArm(String peer, boolean control, boolean ahead) {

    /**
     * The product, its control and the others; with caches, each of them but the control once more.
     *
     * @param peers with or without the product
     */
    public static List<StartArm> of(List<String> peers, boolean withCaches) {
        List<StartArm> arms = new ArrayList<>();
        arms.add(new StartArm(Arm.OURS, false, false));
        arms.add(new StartArm(Arm.OURS, true, false));
        peers.stream()
                .filter(peer -> !peer.equals(Arm.OURS))
                .distinct()
                .forEach(peer -> arms.add(new StartArm(peer, false, false)));
        if (withCaches) {
            arms.stream()
                    .filter(arm -> !arm.control)
                    .map(arm -> new StartArm(arm.peer, false, true))
                    .toList()
                    .forEach(arms::add);
        }
        return arms;
    }

    /** As reports and raw data call it. */
    public String title() {
        return (control ? Arm.CONTROL : Peers.published(peer)) + (ahead ? ", AOT cache" : "");
    }
}
