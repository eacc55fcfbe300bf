package org.ccache.bench.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ccache.bench.measure.Arm;
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
final class RatioArms implements AutoCloseable {
    static final String EMPTY = "two empty downcalls";
    static final String STACK = "ThreadLocal stack";

    private final List<Arm<PeerHandles>> all = new ArrayList<>();

    /** @param skipped told the name and reason of each arm that cannot run here */
    RatioArms(Consumer<String> skipped) {
        ours(Arm.OURS, skipped);
        ours(Arm.CONTROL, skipped);
        peer("tcmalloc", skipped);
        peer("malloc", skipped);
        add(STACK, () -> new Arm<>(STACK, PeerHandles.of(new ThreadLocalStack()), () -> {}), skipped);
        add(EMPTY, () -> new Arm<>(EMPTY, PeerHandles.of(new EmptyDowncall()), () -> {}), skipped);
    }

    private void ours(String name, Consumer<String> skipped) {
        add(
                name,
                () -> {
                    CcachePeer peer = new CcachePeer();
                    return new Arm<>(name, PeerHandles.of(peer.allocator()), peer::close);
                },
                skipped);
    }

    private void peer(String name, Consumer<String> skipped) {
        add(
                name,
                () -> {
                    Peer peer = Peers.open(name);
                    return new Arm<>(name, PeerHandles.of(peer), peer::close);
                },
                skipped);
    }

    private void add(String name, Supplier<Arm<PeerHandles>> make, Consumer<String> skipped) {
        try {
            all.add(make.get());
        } catch (PeerUnavailableException e) {
            skipped.accept(name + " skipped: " + e.getMessage());
        }
    }

    List<Arm<PeerHandles>> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        all.forEach(arm -> arm.close().run());
    }
}
