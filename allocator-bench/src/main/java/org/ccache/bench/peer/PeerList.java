package org.ccache.bench.peer;

import static org.ccache.bench.peer.PeerInfo.Family.BOUND;
import static org.ccache.bench.peer.PeerInfo.Family.JAVA;
import static org.ccache.bench.peer.PeerInfo.Family.NATIVE;
import static org.ccache.bench.peer.PeerInfo.Family.OURS;

import java.util.List;

/**
 * The contenders, in the order of reports. Names no peer's class: in a measured process only the one that is measured may
 * be loaded, so that the compiler sees one implementation of {@link Peer}.
 */
public final class PeerList {
    private static final long ANY_SIZE = 1L << 40;
    private static final String CRITICAL = "critical downcalls";
    private static final String PRODUCT = "CcacheAllocator with default options, front end ";

    /** All of them. */
    public static final List<PeerInfo> ALL = List.of(
            new PeerInfo("ccache", OURS, "Apache-2.0", PRODUCT + "CCACHE", true, true, ANY_SIZE),
            new PeerInfo("tcache", OURS, "Apache-2.0", PRODUCT + "TCACHE", true, true, ANY_SIZE),
            new PeerInfo("striped", OURS, "Apache-2.0", PRODUCT + "STRIPED", true, true, ANY_SIZE),
            new PeerInfo("malloc", NATIVE, "LGPL-2.1-or-later", "glibc, " + CRITICAL, true, true, ANY_SIZE),
            new PeerInfo("tcmalloc", NATIVE, "BSD-3-Clause", "gperftools, " + CRITICAL, true, true, ANY_SIZE),
            new PeerInfo("jemalloc", NATIVE, "BSD-2-Clause", "LWJGL's build, " + CRITICAL, true, true, ANY_SIZE),
            new PeerInfo("mimalloc", NATIVE, "MIT", CRITICAL, true, true, ANY_SIZE),
            new PeerInfo("netty-adaptive", JAVA, "Apache-2.0", "direct buffers on plain threads", true, true, 1 << 30),
            new PeerInfo("netty-pooled", JAVA, "Apache-2.0", "direct buffers on plain threads", true, true, 1 << 30),
            new PeerInfo(
                    "void", BOUND, "Apache-2.0", "the harness alone: one buffer for all blocks", true, false, 1 << 20));

    /** Every name, in the order of reports. */
    public static final List<String> NAMES = ALL.stream().map(PeerInfo::name).toList();

    private PeerList() {}

    /**
     * What is known of a contender.
     *
     * @throws IllegalArgumentException if no contender has that name
     */
    public static PeerInfo info(String name) {
        return ALL.stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no peer is called " + name + "; known: " + NAMES));
    }
}
