package org.ccache.bench.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ccache.bench.peer.CcachePeer;
import org.ccache.bench.peer.EmptyDowncall;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerUnavailableException;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.peer.ThreadLocalStack;

/**
 * Everyone who takes part in the single-thread ratios. Owns the allocators it opened.
 *
 * <p>Of the product's front ends only the default one: a second in the same process would turn the calls of both into
 * virtual ones, which no program that uses one front end ever sees. JMH compares front ends, a fork each.
 */
final class Contenders implements AutoCloseable {
    static final String OURS = "ccache";

    /** A second allocator of the same kind: the ratio of the two shows what the method can resolve. */
    static final String CONTROL = "ccache (A/A)";

    static final String EMPTY = "two empty downcalls";
    static final String STACK = "ThreadLocal stack";

    private final List<Peer> opened = new ArrayList<>();
    private final List<Contender> contenders = new ArrayList<>();

    /** @param skipped told the name and reason of each contender that cannot run here */
    Contenders(Consumer<String> skipped) {
        ours(OURS, skipped);
        ours(CONTROL, skipped);
        peer("tcmalloc", skipped);
        peer("malloc", skipped);
        add(STACK, () -> Contender.of(STACK, new ThreadLocalStack()), skipped);
        add(EMPTY, () -> Contender.of(EMPTY, new EmptyDowncall()), skipped);
    }

    private void ours(String name, Consumer<String> skipped) {
        add(
                name,
                () -> {
                    CcachePeer peer = new CcachePeer();
                    opened.add(peer);
                    return Contender.of(name, peer.allocator());
                },
                skipped);
    }

    private void peer(String name, Consumer<String> skipped) {
        add(
                name,
                () -> {
                    Peer peer = Peers.open(name);
                    opened.add(peer);
                    return Contender.of(name, peer);
                },
                skipped);
    }

    private void add(String name, Supplier<Contender> make, Consumer<String> skipped) {
        try {
            contenders.add(make.get());
        } catch (PeerUnavailableException e) {
            skipped.accept(name + " skipped: " + e.getMessage());
        }
    }

    List<Contender> all() {
        return List.copyOf(contenders);
    }

    @Override
    public void close() {
        opened.forEach(Peer::close);
    }
}
