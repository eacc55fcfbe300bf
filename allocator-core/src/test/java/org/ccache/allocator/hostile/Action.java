package org.ccache.allocator.hostile;

import java.util.Set;

/**
 * One thing that a user may do, with the public methods that it calls. In peace it ends normally: refusals that belong
 * to it are part of it.
 *
 * @param methods as {@code allocate(long)}, those of the scope with {@code scope.} in front
 * @param after what a closed allocator makes of it
 */
record Action(String name, AfterClose after, Body body, Set<String> methods) {
    enum AfterClose {
        REFUSED,
        /** It asks for nothing that goes with the memory. */
        ANSWERED,
        /** What it asks for is refused in any case, for this reason or for another. */
        EITHER
    }

    @FunctionalInterface
    interface Body {
        void run(Subject subject);
    }

    static Action of(String name, Body body, String... methods) {
        return new Action(name, AfterClose.REFUSED, body, Set.of(methods));
    }

    static Action either(String name, Body body, String... methods) {
        return new Action(name, AfterClose.EITHER, body, Set.of(methods));
    }

    static Action answered(String name, Body body, String... methods) {
        return new Action(name, AfterClose.ANSWERED, body, Set.of(methods));
    }
}
