package org.ccache.bench.page;

import org.ccache.bench.peer.PeerInfo.Family;

/** Whom the product is to beat. What only bounds the cost belongs to none of these. */
enum PeerGroup {
    NATIVE("native"),
    JAVA("Java's side (Java peers and malloc)"),
    OWN("own other front ends"),
    OUTSIDE("native and Java"),
    ALL("native, Java and own other front ends");

    private final String words;

    PeerGroup(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    boolean has(PeerFacts peer) {
        return switch (this) {
            case NATIVE -> peer.family() == Family.NATIVE;
            case JAVA -> peer.javaSide();
            case OWN -> peer.family() == Family.OURS;
            case OUTSIDE -> peer.family() == Family.NATIVE || peer.family() == Family.JAVA;
            case ALL -> peer.family() != Family.BOUND;
        };
    }
}
