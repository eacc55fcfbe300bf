package org.ccache.bench.research;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.ccache.library.Downcalls;
import org.ccache.rseq.Rseq;

/**
 * A way to ask for the running CPU's number. Each has a loop of its own, so that none shapes how another is compiled.
 */
enum CpuNumberWay {
    EMPTY("empty call") {
        @Override
        long ask(int calls) {
            for (int i = 0; i < calls; i++) {
                Downcalls.empty(); // its result means nothing
            }
            return 0;
        }
    },

    AREA("rseq area") {
        @Override
        long ask(int calls) {
            long sum = 0;
            for (int i = 0; i < calls; i++) {
                sum += Rseq.indexHint();
            }
            return sum;
        }
    },

    LIBRARY("sched_getcpu") {
        @Override
        long ask(int calls) {
            long sum = 0;
            for (int i = 0; i < calls; i++) {
                sum += library();
            }
            return sum;
        }
    },

    KERNEL("getcpu system call") {
        @Override
        long ask(int calls) {
            long sum = 0;
            for (int i = 0; i < calls; i++) {
                sum += kernel();
            }
            return sum;
        }
    };

    private static final long SYS_GETCPU = System.getProperty("os.arch").equals("aarch64") ? 168 : 309;

    private static final MethodHandle SCHED_GETCPU =
            critical("sched_getcpu", FunctionDescriptor.of(ValueLayout.JAVA_INT));

    /** With no place for the answer the kernel does everything but store it. */
    private static final MethodHandle SYSCALL = critical(
            "syscall",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private final String words;

    CpuNumberWay(String words) {
        this.words = words;
    }

    /** As tables print it. */
    String words() {
        return words;
    }

    /** The sum of what {@code calls} calls answered: negative if one failed. */
    abstract long ask(int calls);

    private static int library() {
        try {
            return (int) SCHED_GETCPU.invokeExact();
        } catch (Throwable t) {
            throw new LinkageError("sched_getcpu", t);
        }
    }

    private static long kernel() {
        try {
            return (long) SYSCALL.invokeExact(SYS_GETCPU, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw new LinkageError("syscall", t);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle critical(String name, FunctionDescriptor shape, Linker.Option... more) {
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.critical(false);
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
    }
}
