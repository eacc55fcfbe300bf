package org.ccache.bench.workload.memory;

import java.nio.file.Path;
import java.util.List;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerInfo;

/** One program of which the memory is measured. It runs once in its process, on one allocator. */
public interface MemoryWorkload {

    /** Lower-case name, as the command line takes it. */
    String name();

    /**
     * The ways in which it runs, a process each; one without a name if there is only one way.
     *
     * @param quick the smaller ones
     * @param traces recorded programs that are there
     */
    default List<String> variants(boolean quick, List<Path> traces) {
        return List.of("");
    }

    /** Whether it shows something of a peer. */
    boolean suits(PeerInfo peer);

    /**
     * Whether it may run twice in a process: a small run on the peer that allocates nothing comes first, so that the
     * JVM's own memory for it is in the baseline.
     */
    default boolean rehearsed() {
        return true;
    }

    /**
     * Runs to its end; no block is in use then. Takes its samples from {@code meter}, whose baseline it sets when all
     * that is not the allocator's (threads, tables) is there.
     */
    void run(Peer peer, Scale scale, Meter meter) throws InterruptedException;
}
