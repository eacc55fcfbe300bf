package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Arenas of one kind, for a fact to be looked at: whose they are it does not know, only for whom they are.
 *
 * @param kind as the JDK's arena that they stand for
 * @param maker makes one, for the calling thread if it is confined
 */
record ArenaCase(String name, ArenaKind kind, Supplier<Arena> maker) {
    enum ArenaKind {
        CONFINED,
        SHARED,
        AUTO;

        boolean closes() {
            return this != AUTO;
        }

        /** For all threads. */
        boolean forAll() {
            return this != CONFINED;
        }
    }

    @FunctionalInterface
    interface FactBody {
        void accept(Arena arena) throws Throwable;
    }

    /** With an arena that is closed afterwards, if the body has not done so. */
    void with(FactBody body) throws Throwable {
        Arena arena = maker.get();
        try {
            body.accept(arena);
        } finally {
            if (kind.closes() && arena.scope().isAlive()) {
                arena.close();
            }
        }
    }

    /** Of another thread, platform or virtual: what it threw, or null. */
    static Throwable in(Thread.Builder builder, FactBody body, Arena arena) throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        Thread thread = builder.start(() -> {
            try {
                body.accept(arena);
            } catch (Throwable t) {
                thrown.add(t);
            }
        });
        thread.join();
        return thrown.isEmpty() ? null : thrown.getFirst();
    }

    static List<Thread.Builder> builders() {
        return List.of(Thread.ofPlatform(), Thread.ofVirtual());
    }

    @Override
    public String toString() {
        return name;
    }
}
