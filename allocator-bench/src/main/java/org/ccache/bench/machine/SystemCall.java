package org.ccache.bench.machine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** System calls without a function in the C library that Java could link: by its {@code syscall}. */
enum SystemCall {
    SCHED_SETAFFINITY(203, 122),
    GETTID(186, 178),
    TGKILL(234, 131),
    MOVE_PAGES(279, 239);

    /** Apart, since an enum's constants come before its other statics. */
    @SuppressWarnings("restricted")
    private static final class Handle {
        static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
        static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        static final MethodHandle SYSCALL = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG),
                        Linker.Option.firstVariadicArg(1),
                        Linker.Option.captureCallState("errno"));
    }

    private final int x86;
    private final int generic;

    /** Its number on x86-64, and on aarch64, which has the generic table. */
    SystemCall(int x86, int generic) {
        this.x86 = x86;
        this.generic = generic;
    }

    /**
     * Makes the call, with up to six arguments.
     *
     * @throws IOException if the kernel refuses, with its error number
     */
    long make(long a, long b, long c, long d, long e, long f) throws IOException {
        long number = number();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Handle.CAPTURED);
            long result = (long) Handle.SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
            if (result < 0) {
                throw new IOException(this + " refused: errno " + (int) Handle.ERRNO.get(state, 0L));
            }
            return result;
        } catch (IOException | Error | RuntimeException thrown) {
            throw thrown;
        } catch (Throwable thrown) { // a downcall throws nothing checked
            throw new AssertionError("a downcall threw", thrown);
        }
    }

    private int number() throws IOException {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> x86;
            case "aarch64" -> generic;
            case String other -> throw new IOException(this + " has no known number for the architecture " + other);
        };
    }
}
