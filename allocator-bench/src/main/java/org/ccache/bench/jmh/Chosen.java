package org.ccache.bench.jmh;

import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.Peers;

/**
 * The allocator of this fork, as the constant that a program's {@code static final} field would be. JMH hands a
 * parameter to the fork only at set-up, so the constant is made on first use of the inner class.
 */
final class Chosen {
    private static volatile String name;

    private Chosen() {}

    /** Names the fork's allocator; must come before {@link #peer()}, and always with the same name. */
    static void choose(String peer) {
        if (name != null && !name.equals(peer)) {
            throw new IllegalStateException("this fork measures " + name + " and cannot change to " + peer
                    + ": run with at least one fork (-f 1)");
        }
        name = peer;
    }

    static Peer peer() {
        return Constant.PEER;
    }

    private static final class Constant {
        static final Peer PEER = Peers.open(name);
    }
}
