package org.ccache.library;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.ccache.layout.TableLayout;

/**
 * The downcalls of the product, of one shape: the function, four longs in, one long out.
 *
 * <p>One shape, because each further one costs the linker some ten milliseconds at start-up; unused arguments cost
 * one register move. And one handle for all functions of a kind instead of one each: a handle takes a third of a
 * millisecond to make, and 33 KB of heap when it is called for the 127th time; the function is a constant to compiled
 * code either way. Three kinds, each called in one place of the code:
 *
 * <ul>
 *   <li><b>critical</b>: the sequences. No thread transition, so no safepoint while inside: nothing that may sleep.
 *   <li><b>keeping</b>: the same with a segment among the arguments, whose arena cannot be closed meanwhile.
 *   <li><b>plain</b>: everything that enters the kernel.
 * </ul>
 *
 * <p>Linking may fail for want of heap or stack, and compiled code wants constants, which only class initialisers set,
 * which may not fail ({@link FirstUse}). So {@link #link} makes a kind's handle, initialises its holder, which only
 * reads that, and makes a call, since a place in the code that calls a handle is linked at its first call too. Plain
 * calls make sure that they are linked. The others do not, for that would cost an instruction or two: whoever will make
 * one links it first.
 *
 * <p>All calls presume that {@link NativeLibrary#available()}, but for those of memory's four functions: where our
 * library is missing, the C library's namesakes are called.
 */
public final class Downcalls {
    /** The kinds, a bit each. */
    public static final int PLAIN = 1;

    public static final int CRITICAL = 2;
    public static final int KEEPING = 4;

    /** What the record of stacks is asked and written by. */
    private static final int STACKS = PLAIN | CRITICAL;

    /** Calls after which the JDK makes no more of a handle. */
    private static final int ENOUGH = 130;

    private static volatile int linked; // the kinds that are; written by steps alone
    private static volatile int settled; // likewise

    private Downcalls() {}

    /**
     * Links kinds of calls: from then on none of them fails for want of heap or stack. With our library critical calls
     * are linked in any case, since each slow path asks for its stack by one. Cheap once done.
     *
     * @throws OutOfMemoryError if there is no heap for it now
     * @throws StackOverflowError if there is not even the stack to begin
     */
    public static void link(int kinds) {
        require(NativeLibrary.available() ? kinds | STACKS : kinds);
        if (settled != linked) {
            new SettlingStep().begin(); // where it is not begun, or fails, whoever links next tries again
        }
    }

    /** The same for those who may have no heap or stack to spare, if it is linked already. */
    public static void require(int kinds) {
        if ((linked & kinds) != kinds) {
            NativeLibrary.available(); // a step of its own: no initialiser of a holder waits for this one
            new LinkingStep(kinds).ensure();
        }
    }

    private static final class LinkingStep extends FirstUse {
        private final int kinds;

        LinkingStep(int kinds) {
            this.kinds = kinds;
        }

        @Override
        protected boolean taken() {
            return (linked & kinds) == kinds;
        }

        @Override
        protected void take() {
            Handles.functions();
            for (int kind = PLAIN; kind <= KEEPING; kind <<= 1) {
                if ((kinds & ~linked & kind) != 0) {
                    link(kind);
                    linked |= kind; // steps are taken one at a time
                }
            }
            if (NativeLibrary.provesStacks() && (linked & STACKS) == STACKS) {
                ProvenStack.install();
            }
        }

        /** Makes what the initialiser of the kind's holder reads, then has it read that, by a call. */
        private static void link(int kind) {
            switch (kind) {
                case PLAIN -> {
                    if (!NativeLibrary.available() && Handles.function(TableLayout.MMAP) != null) {
                        Handles.sixArguments();
                    }
                    Handles.plain();
                }
                case CRITICAL -> Handles.critical();
                default -> Handles.keeping();
            }
            callNothing(kind);
        }
    }

    /**
     * Calls each handle until the JDK has made all of it that it makes, by functions that do nothing: at the 127th call
     * it makes code for this very handle, which takes 33 KB of heap. In the background, right after linking, since it
     * takes some milliseconds and nobody depends on it: where it fails, or is late, the JDK does it in the midst of a
     * call, and that call fails if there is no heap for it.
     */
    private static final class SettlingStep extends FirstUse {
        @Override
        protected boolean taken() {
            return settled == linked;
        }

        @Override
        protected void take() {
            int kinds = linked;
            for (int kind = PLAIN; kind <= KEEPING; kind <<= 1) {
                for (int i = 0; (kinds & kind) != 0 && i < ENOUGH; i++) {
                    callNothing(kind);
                }
            }
            settled = kinds;
        }
    }

    /** Waits until what {@link #link} begins in the background has come to its end. */
    public static void settle() {
        new SettlingStep().ensure();
    }

    private static void callNothing(int kind) {
        switch (kind) {
            case PLAIN -> { // of no bytes: the kernel refuses or does nothing
                callPlain(Handles.nothing(), 0, 0, 0, 0);
                if (Handles.function(TableLayout.MMAP) != null) {
                    callMmap(0, 0, 0, 0);
                }
            }
            case CRITICAL -> empty();
            default -> keeping(Empty.EMPTY, 0, MemorySegment.NULL, 0, 0);
        }
    }

    /** Address of a symbol of the C library, 0 if it has none. */
    public static long symbol(String name) {
        return Handles.symbol(name);
    }

    /** Address of a function of one of the system's own libraries, 0 if there is none. */
    public static long symbol(String library, String name) {
        return Handles.symbol(library, name);
    }

    /** Whether there is any function to call: the JDK has a linker for this system and processor. */
    public static boolean supported() {
        return Handles.linkerIsThere();
    }

    /**
     * Whether memory's four functions are there, our library's or the C library's.
     *
     * @throws IllegalCallerException if Java denies native access
     */
    public static boolean mapsMemory() {
        MemorySegment[] functions = Handles.functions();
        return functions[TableLayout.MMAP] != null
                && functions[TableLayout.MUNMAP] != null
                && functions[TableLayout.MPROTECT] != null
                && functions[TableLayout.MADVISE] != null;
    }

    /** A function of {@link TableLayout}, for holders of what critical calls call. */
    public static MemorySegment function(int number) {
        return Handles.function(number);
    }

    /** A plain call of any function while setting up: no sequence can be called so. */
    public static long call(long function, long a, long b) {
        return call(MemorySegment.ofAddress(function), a, b);
    }

    public static long call(MemorySegment function, long a, long b) {
        return call(function, a, b, 0);
    }

    static long call(MemorySegment function, long a, long b, long c) {
        try {
            return (long) Handles.plain().invokeExact(function, a, b, c, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Critical {
        static final MethodHandle HANDLE = Handles.critical();
    }

    private static final class Keeping {
        static final MethodHandle HANDLE = Handles.keeping();
    }

    private static final class Plain {
        static final MethodHandle HANDLE = Handles.plain();
        static final MethodHandle SIX_ARGUMENTS = Handles.sixArgumentsIfMade(); // null with our library
    }

    private static final class Empty {
        static final MemorySegment EMPTY = Handles.function(TableLayout.EMPTY_CALL);
    }

    /** A critical call. The function should be a constant to compiled code, and is by {@link #function}. */
    public static long critical(MemorySegment function, long a, long b, long c, long d) {
        try {
            return (long) Critical.HANDLE.invokeExact(function, a, b, c, d);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * The same, and a segment off the heap for the third argument, whose arena cannot be closed meanwhile.
     *
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is another thread's
     */
    public static long keeping(MemorySegment function, long a, MemorySegment b, long c, long d) {
        try {
            return (long) Keeping.HANDLE.invokeExact(function, a, b, c, d);
        } catch (IllegalStateException | WrongThreadException refused) {
            throw refused;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A critical call that does nothing: the floor of every figure. */
    public static long empty() {
        return critical(Empty.EMPTY, 0, 0, 0, 0);
    }

    /** A plain call of a function of {@link TableLayout}, but for mmap. */
    public static long plain(int function, long a, long b, long c, long d) {
        require(PLAIN);
        return callPlain(Handles.function(function), a, b, c, d);
    }

    /** The same of any function of the system's: what it answers is in the low half, where it answers an int. */
    public static long plain(MemorySegment function, long a, long b, long c, long d) {
        require(PLAIN);
        return callPlain(function, a, b, c, d);
    }

    private static long callPlain(MemorySegment function, long a, long b, long c, long d) {
        try {
            return (long) Plain.HANDLE.invokeExact(function, a, b, c, d);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Of no file. The C library's mmap takes six arguments. */
    public static long mmap(long address, long bytes, long protection, long flags) {
        require(PLAIN);
        return callMmap(address, bytes, protection, flags);
    }

    private static long callMmap(long address, long bytes, long protection, long flags) {
        MemorySegment function = Handles.function(TableLayout.MMAP);
        if (Plain.SIX_ARGUMENTS == null) {
            return callPlain(function, address, bytes, protection, flags);
        }
        try {
            return (long) Plain.SIX_ARGUMENTS.invokeExact(function, address, bytes, protection, flags, -1L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A downcall throws only what the linker itself throws. */
    private static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        if (t instanceof IllegalCallerException denied) {
            return denied; // the loader says which flag is missing
        }
        return new IllegalStateException("downcall failed", t);
    }
}
