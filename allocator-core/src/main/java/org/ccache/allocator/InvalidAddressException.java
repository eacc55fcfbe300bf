package org.ccache.allocator;

/**
 * An address was given that is not a live block's start: foreign, interior, in memory that was given back, or of
 * another size than claimed. Nothing was changed.
 */
public final class InvalidAddressException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * For allocators.
     *
     * @param message what was given, and what is wrong with it
     */
    public InvalidAddressException(String message) {
        super(message);
    }
}
