package org.ccache.bench.workload;

import org.ccache.bench.peer.PeerInfo;

/**
 * What a workload asks of a peer. A pair that does not fit becomes a row with its reason, never a silent gap.
 *
 * @param otherThreads whether blocks are freed by threads that did not allocate them
 * @param contents whether what is written to a block must stay there
 * @param largest largest block asked for, in bytes
 */
public record Needs(boolean otherThreads, boolean contents, long largest) {

    /** Why {@code peer} cannot run a workload with these needs; empty if it can. */
    public String refusal(PeerInfo peer) {
        if (otherThreads && !peer.anyThread()) {
            return "only the thread that allocated a block may free it";
        }
        if (contents && !peer.contents()) {
            return "its blocks share memory, and this workload verifies what it wrote";
        }
        if (largest > peer.largest()) {
            return "its largest block has " + peer.largest() + " bytes, " + largest + " are asked for";
        }
        return "";
    }
}
