package org.ccache.bench.peer;

import static org.ccache.bench.peer.PeerInfo.Family.BOUND;
import static org.ccache.bench.peer.PeerInfo.Family.JAVA;
import static org.ccache.bench.peer.PeerInfo.Family.NATIVE;
import static org.ccache.bench.peer.PeerInfo.Family.OURS;

import java.util.List;
import java.util.stream.Stream;

/**
 * The contenders, in the order of reports. Names no peer's class: in a measured process only the one that is measured may
 * be loaded, so that the compiler sees one implementation of {@link Peer}.
 */
public final class PeerList {
    private static final long ANY_SIZE = 1L << 40;

    /** Of what is sized by an int and rounded up to a power of two. */
    private static final long INT_SIZE = 1 << 30;

    private static final String CRITICAL = "critical downcalls";
    private static final String PRODUCT = "CcacheAllocator with default options, front end ";
    private static final String JDK_LICENCE = "GPL-2.0-only WITH Classpath-exception-2.0";
    private static final String ALLOW_UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final List<String> NETTY_UNSAFE = List.of(ALLOW_UNSAFE, "-Dio.netty.noUnsafe=false");

    /** In no plan of the suite: opened by experiments that ask for them by name. */
    private static final List<PeerInfo> RESEARCH =
            List.of(any("hybrid", OURS, "Apache-2.0", PRODUCT + "HYBRID", ANY_SIZE));

    /** All of them. */
    public static final List<PeerInfo> ALL = List.of(
            any("ccache", OURS, "Apache-2.0", PRODUCT + "CCACHE", ANY_SIZE),
            any("tcache", OURS, "Apache-2.0", PRODUCT + "TCACHE", ANY_SIZE),
            any("striped", OURS, "Apache-2.0", PRODUCT + "STRIPED", ANY_SIZE),
            any("malloc", NATIVE, "LGPL-2.1-or-later", "glibc, " + CRITICAL, ANY_SIZE),
            any("tcmalloc", NATIVE, "BSD-3-Clause", "gperftools, " + CRITICAL + ", sized frees", ANY_SIZE),
            any("jemalloc", NATIVE, "BSD-2-Clause", "LWJGL's build, " + CRITICAL + ", sized frees", ANY_SIZE),
            any("mimalloc", NATIVE, "MIT", CRITICAL, ANY_SIZE),
            any("rpmalloc", NATIVE, "Unlicense OR MIT", "LWJGL's build, " + CRITICAL, ANY_SIZE),
            any("netty-adaptive", JAVA, "Apache-2.0", "direct buffers on plain threads, no Unsafe", INT_SIZE),
            any("netty-pooled", JAVA, "Apache-2.0", "direct buffers on plain threads, no Unsafe", INT_SIZE),
            any(
                    "netty-adaptive-ftl",
                    JAVA,
                    "Apache-2.0",
                    "direct buffers on FastThreadLocalThreads, with Unsafe",
                    INT_SIZE,
                    NETTY_UNSAFE),
            any(
                    "netty-pooled-ftl",
                    JAVA,
                    "Apache-2.0",
                    "direct buffers on FastThreadLocalThreads, with Unsafe",
                    INT_SIZE,
                    NETTY_UNSAFE),
            any(
                    "arrow",
                    JAVA,
                    "Apache-2.0",
                    "RootAllocator with its default allocation manager, over Netty",
                    INT_SIZE,
                    List.of("--add-opens=java.base/java.nio=ALL-UNNAMED", ALLOW_UNSAFE)),
            any(
                    "agrona",
                    JAVA,
                    "Apache-2.0",
                    "ByteBuffer.allocateDirect, freed by BufferUtil.free",
                    INT_SIZE,
                    List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")),
            any(
                    "unsafe",
                    JAVA,
                    JDK_LICENCE,
                    "sun.misc.Unsafe.allocateMemory and freeMemory",
                    ANY_SIZE,
                    List.of(ALLOW_UNSAFE)),
            new PeerInfo(
                    "arena-confined",
                    JAVA,
                    JDK_LICENCE,
                    "Arena.ofConfined for each block, closed",
                    false,
                    true,
                    ANY_SIZE,
                    List.of()),
            any("arena-shared", JAVA, JDK_LICENCE, "Arena.ofShared for each block, closed", ANY_SIZE),
            any(
                    "arena-auto",
                    JAVA,
                    JDK_LICENCE,
                    "Arena.ofAuto for each block, forgotten: the garbage collector frees",
                    ANY_SIZE,
                    // How much garbage there may be before a block has to wait for a collection.
                    List.of("-XX:MaxDirectMemorySize=2g")),
            bound(
                    "slicing",
                    JDK_LICENCE,
                    "SegmentAllocator.slicingAllocator over 16 MiB, again from its start when used up",
                    1 << 24),
            bound("void", "Apache-2.0", "the harness alone: one buffer for all blocks", 1 << 20));

    /** Every name, in the order of reports. */
    public static final List<String> NAMES = ALL.stream().map(PeerInfo::name).toList();

    private PeerList() {}

    private static PeerInfo any(String name, PeerInfo.Family family, String licence, String how, long largest) {
        return any(name, family, licence, how, largest, List.of());
    }

    /** One whose blocks have memory of their own and are freed by any thread. */
    private static PeerInfo any(
            String name, PeerInfo.Family family, String licence, String how, long largest, List<String> flags) {
        return new PeerInfo(name, family, licence, how, true, true, largest, flags);
    }

    private static PeerInfo bound(String name, String licence, String how, long largest) {
        return new PeerInfo(name, BOUND, licence, how, true, false, largest, List.of());
    }

    /**
     * What is known of a contender.
     *
     * @throws IllegalArgumentException if no contender has that name
     */
    public static PeerInfo info(String name) {
        return Stream.concat(ALL.stream(), RESEARCH.stream())
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no peer is called " + name + "; known: " + NAMES));
    }
}
