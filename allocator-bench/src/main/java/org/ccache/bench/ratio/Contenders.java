package org.ccache.bench.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ccache.bench.measure.Contender;
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
    static final String EMPTY = "two empty downcalls";
    static final String STACK = "ThreadLocal stack";

    private final List<Contender<Handles>> all = new ArrayList<>();

    /** @param skipped told the name and reason of each contender that cannot run here */
    Contenders(Consumer<String> skipped) {
        ours(Contender.OURS, skipped);
        ours(Contender.CONTROL, skipped);
        peer("tcmalloc", skipped);
        peer("malloc", skipped);
        add(STACK, () -> new Contender<>(STACK, Handles.of(new ThreadLocalStack()), () -> {}), skipped);
        add(EMPTY, () -> new Contender<>(EMPTY, Handles.of(new EmptyDowncall()), () -> {}), skipped);
    }

    private void ours(String name, Consumer<String> skipped) {
        add(
                name,
                () -> {
                    CcachePeer peer = new CcachePeer();
                    return new Contender<>(name, Handles.of(peer.allocator()), peer::close);
                },
                skipped);
    }

    private void peer(String name, Consumer<String> skipped) {
        add(
                name,
                () -> {
                    Peer peer = Peers.open(name);
                    return new Contender<>(name, Handles.of(peer), peer::close);
                },
                skipped);
    }

    private void add(String name, Supplier<Contender<Handles>> make, Consumer<String> skipped) {
        try {
            all.add(make.get());
        } catch (PeerUnavailableException e) {
            skipped.accept(name + " skipped: " + e.getMessage());
        }
    }

    List<Contender<Handles>> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        all.forEach(contender -> contender.close().run());
    }
}
