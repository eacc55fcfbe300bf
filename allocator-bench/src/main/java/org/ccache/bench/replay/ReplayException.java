package org.ccache.bench.replay;

/** A replay that could not go on, mostly because the peer threw. The blocks then live stay with the peer. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
