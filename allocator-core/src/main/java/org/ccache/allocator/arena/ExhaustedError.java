package org.ccache.allocator.arena;

/** The limit or the reserved range is exhausted: what was asked, what is held, what is allowed. */
public final class ExhaustedError extends OutOfMemoryError {
    private static final long serialVersionUID = 1L;

    public ExhaustedError(String message) {
        super(message);
    }
}
