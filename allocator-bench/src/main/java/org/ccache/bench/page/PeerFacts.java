package org.ccache.bench.page;

import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.peer.PeerInfo.Family;
import org.ccache.bench.peer.PeerList;

/** What the report says about a peer beside its figures. */
record PeerFacts(String name, Family family, String licence, String how) {

    /** From the list of peers; results of another build may name one that is not there, and it must not be dropped. */
    static PeerFacts of(String name) {
        if (!PeerList.NAMES.contains(name)) {
            return new PeerFacts(name, Family.NATIVE, "?", "not known to this build; counted as native");
        }
        PeerInfo info = PeerList.info(name);
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
