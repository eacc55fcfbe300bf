package org.ccache.allocator;

import java.util.Objects;

/** How an arena of an allocator differs from the JDK's, as in {@code allocator.arena(ArenaOption.NOT_ZEROED)}. */
public enum ArenaOption {
    /**
     * Segments hold what was there before, as a block does. For those that are written before they are read: zeroing is
     * most of what a segment costs from some 100 bytes on.
     */
    NOT_ZEROED;

    /** Whether segments are to be zero. */
    static boolean zeroed(ArenaOption[] options) {
        boolean zeroed = true;
        for (ArenaOption option : Objects.requireNonNull(options, "options")) {
            zeroed &= Objects.requireNonNull(option, "options") != NOT_ZEROED;
        }
        return zeroed;
    }
}
