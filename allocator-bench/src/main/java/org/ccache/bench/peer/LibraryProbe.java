package org.ccache.bench.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ccache.bench.measure.JavaCommand;
import org.ccache.bench.measure.MeasuringProcess;

/**
 * Looks whether a library can be used at all, before anything is measured: in a process of its own, since it may end the
 * one that opens it.
 */
final class LibraryProbe {
    private static final String USABLE = "usable";
    private static final long TIMEOUT_SECONDS = 60;
    private static final long SIZE = 100;

    private LibraryProbe() {}

    /** Why a library cannot be used; empty if it can. */
    static Optional<String> refusal(String peer) {
        try {
            LibrarySpec spec = LibrarySpec.parse(peer);
            return spec.refusal().or(() -> inProcess(peer, spec));
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<String> inProcess(String peer, LibrarySpec spec) {
        List<String> flags = new ArrayList<>(JavaCommand.measuredFlags());
        flags.addAll(spec.info().flags());
        try {
            MeasuringProcess.Answer answer =
                    MeasuringProcess.run(JavaCommand.with(flags, LibraryProbe.class, peer), TIMEOUT_SECONDS);
            if (!answer.failure().isEmpty()) {
                return Optional.of(spec.name() + " ended the process that tried it: " + answer.failure());
            }
            return answer.line().equals(USABLE) ? Optional.empty() : Optional.of(answer.line());
        } catch (IOException e) {
            return Optional.of(spec.name() + " cannot be tried: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(spec.name() + " was not tried to its end");
        }
    }

    /** Opens the library of the first argument, takes blocks and gives them back, and prints a line about it. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Peer peer = Peers.open(arguments[0])) {
            blocks(peer);
            Thread other = peer.thread(() -> blocks(peer)); // its end is the library's, too
            other.start();
            other.join();
            System.out.println(USABLE);
        } catch (PeerUnavailableException | OutOfMemoryError e) {
            System.out.println(e.getMessage());
        }
    }

    private static void blocks(Peer peer) {
        peer.free(peer.allocate(SIZE));
        peer.free(peer.allocate(SIZE), SIZE);
        peer.free(peer.allocate(SIZE, 2 * Long.BYTES));
    }
}
