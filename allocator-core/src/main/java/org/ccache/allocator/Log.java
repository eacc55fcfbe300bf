package org.ccache.allocator;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a user should know without having asked, by the JDK's logging. Names no other class of it before it is needed.
 */
final class Log {
    private static final String NAME = "org.ccache.allocator";

    private static final AtomicBoolean FALLBACK_TOLD = new AtomicBoolean();
    private static final AtomicBoolean MEMORY_TOLD = new AtomicBoolean();

    private Log() {}

    private static void warn(String message, Throwable place) {
        System.getLogger(NAME).log(System.Logger.Level.WARNING, message, place);
    }

    /** Once in a process: the default front end needs something that is not here. */
    static void fallback(String reason) {
        if (FALLBACK_TOLD.compareAndSet(false, true)) {
            warn(
                    "no restartable sequences here, so free blocks are cached behind locks (front end STRIPED), which is"
                            + " slower: " + reason,
                    null);
        }
    }

    /** Once in a process: memory is had in another way than usual. */
    static void memory(String note) {
        if (MEMORY_TOLD.compareAndSet(false, true)) {
            System.getLogger(NAME).log(System.Logger.Level.INFO, note);
        }
    }

    /** {@code made}: where, or null if that was not noted. */
    static void forgotten(Throwable made) {
        warn(
                "an allocator was never closed: its object is unreachable, so its memory is unmapped now"
                        + (made == null ? "; -D" + Lifetime.TRACK_PROPERTY + "=true tells where it was made" : ""),
                made);
    }
}
