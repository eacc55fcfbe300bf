package org.ccache.bench.peer;

import java.io.Serial;

/** A peer cannot run on this machine; the message says what is missing and how to install it. */
public final class PeerUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public PeerUnavailableException(String message) {
        super(message);
    }

    public PeerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
