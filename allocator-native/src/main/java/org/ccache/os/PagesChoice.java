package org.ccache.os;

import org.ccache.library.Downcalls;
import org.ccache.library.FirstUse;
import org.ccache.library.NativeLibrary;
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
        try {
            String system = SystemKind.name();
            SystemPages pages = Downcalls.supported() ? of(system) : null;
            if (pages != null) {
                return pages;
            }
            return JavaPages.usual(
                    Downcalls.supported()
                            ? "no other way to memory is known or works on " + system
                            : "the JDK calls no native function on this processor, " + System.getProperty("os.arch"));
        } catch (IllegalCallerException e) {
            throw NativeLibrary.denied(e);
        }
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
