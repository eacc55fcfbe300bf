package org.ccache.bench.page;

import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.peer.PeerInfo.Family;
import org.ccache.bench.peer.Peers;

/** What the report says about a peer beside its figures. */
record PeerFacts(String name, Family family, String licence, String how) {

    /** Results of another build may name a peer that is not in this one, and it must not be dropped. */
    static PeerFacts of(String name) {
        if (!Peers.known(name)) {
            return new PeerFacts(name, Family.NATIVE, "?", "not known to this build; counted as native");
        }
        PeerInfo info = Peers.info(name);
        return new PeerFacts(name, info.family(), info.licence(), info.how());
    }

    /** As tables and pictures say it. */
    String familyWord() {
        return switch (family) {
            case OURS -> "own";
            case NATIVE -> "native";
            case JAVA -> "Java";
            case BOUND -> "bound";
        };
    }

    /** What Java programs use: the Java peers, and malloc, which they reach by FFM or Unsafe. */
    boolean javaSide() {
        return family == Family.JAVA || name.equals("malloc");
    }
}
