package org.ccache.os;

import org.ccache.library.Downcalls;
import org.ccache.library.FirstUse;
import org.ccache.library.SystemKind;

/**
 * Which kind of pages this process has: the system's own, or, where it is not known or its functions are not to be had,
 * the JDK's. Decided once, by a step that is taken again if it failed.
 */
final class PagesChoice {
    private static volatile SystemPages found;

    private PagesChoice() {}

    private static final class ChoosingStep extends FirstUse {
        @Override
        protected boolean taken() {
            return found != null;
        }

        @Override
        protected void take() {
            found = choose();
        }
    }

    /**
     * Those of this process; not linked yet.
     *
     * @throws IllegalArgumentException if the property {@value SystemKind#PROPERTY} says something else than it may
     * @throws IllegalCallerException if Java denies native access
     */
    static SystemPages found() {
        SystemPages pages = found;
        if (pages == null) {
            new ChoosingStep().ensure();
            pages = found;
        }
        return pages;
    }

    private static SystemPages choose() {
        if (SystemKind.javaAlone()) {
            return JavaPages.usual("forced by " + SystemKind.PROPERTY + "=" + SystemKind.JAVA);
        }
        if (!Downcalls.supported()) {
            return JavaPages.usual(
                    "the JDK calls no native function on this processor, " + System.getProperty("os.arch"));
        }
        String system = SystemKind.name();
        SystemPages pages = of(system);
        return pages != null ? pages : JavaPages.usual("no other way to memory is known or works on " + system);
    }

    /** Null if the system is not known, or the JDK does not find its functions. */
    private static SystemPages of(String system) {
        switch (system) {
            case SystemKind.LINUX -> {
                if (!SystemKind.posixAlone()) {
                    return Downcalls.mapsMemory() ? new LinuxPages() : null;
                }
            }
            case SystemKind.WINDOWS -> {
                WindowsCalls calls = new WindowsCalls();
                return calls.complete() ? new WindowsPages(calls) : null;
            }
            default -> {
                // POSIX, or nothing that is known.
            }
        }
        PosixCalls calls = new PosixCalls();
        return calls.complete() ? PosixPages.of(system, calls) : null;
    }
}
