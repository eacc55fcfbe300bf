package org.ccache.bench.peer;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.Optional;
import org.ccache.bench.measure.Answer;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Task;

/**
 * Looks whether a library can be used at all, before anything is measured: in a process of its own, since it may end
 * the one that opens it.
 *
 * @param peer its name, {@code lib:PATH}
 */
@JsonTypeName("library")
public record LibraryProbe(String peer) implements Task.Once<LibraryProbe.Tried> {
    private static final long TIMEOUT_SECONDS = 60;
    private static final long SIZE = 100;

    /**
     * What came of it.
     *
     * @param problem why it cannot be used; empty if it can
     */
    public record Tried(String problem) {}

    /** Why a library cannot be used; empty if it can. */
    static Optional<String> refusal(String peer) {
        try {
            LibrarySpec spec = LibrarySpec.parse(peer);
            return spec.refusal().or(() -> new LibraryProbe(peer).inProcess(spec));
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Optional<String> inProcess(LibrarySpec spec) {
        try {
            Answer<Tried> answer =
                    ChildJvm.with(Flags.MEASURED).and(spec.info().flags()).measure(this, Tried.class, TIMEOUT_SECONDS);
            if (answer.failed()) {
                return Optional.of(spec.name() + " ended the process that tried it: " + answer.failure());
            }
            return Optional.of(answer.value().problem()).filter(problem -> !problem.isEmpty());
        } catch (IOException e) {
            return Optional.of(spec.name() + " cannot be tried: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(spec.name() + " was not tried to its end");
        }
    }

    /** Opens it, takes blocks and gives them back. */
    @Override
    public Tried measure() throws InterruptedException {
        try (Peer opened = Peers.open(peer)) {
            blocks(opened);
            Thread other = opened.thread(() -> blocks(opened)); // its end is the library's, too
            other.start();
            other.join();
            return new Tried("");
        } catch (PeerUnavailableException | OutOfMemoryError e) {
            return new Tried(e.getMessage());
        }
    }

    private static void blocks(Peer peer) {
        peer.free(peer.allocate(SIZE));
        peer.free(peer.allocate(SIZE), SIZE);
        peer.free(peer.allocate(SIZE, 2 * Long.BYTES));
    }
}
