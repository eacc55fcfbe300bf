package org.ccache.bench.machine;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** Platform threads as the kernel knows them: number, signals, context switches. */
public final class NativeThread {
    /** SIGURG: nobody in a JVM uses it, and it is ignored unless somebody asks for it. */
    private static final int SIGNAL = 23;

    private NativeThread() {}

    /** The kernel's number of the calling thread. */
    public static long id() throws IOException {
        return SystemCall.GETTID.make(0, 0, 0, 0, 0, 0);
    }

    /** How often a thread of this process lost its processor to another one though it wanted to go on. */
    public static long preemptions(long thread) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/task/" + thread + "/status")).stream()
                .filter(line -> line.startsWith("nonvoluntary_ctxt_switches:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow(() -> new IOException("the kernel does not count context switches"));
    }

    /**
     * Delivers a signal to a thread of this process; its handler does nothing.
     *
     * @throws IOException if the thread has ended
     */
    public static void signal(long thread) throws IOException {
        Handler.install();
        SystemCall.TGKILL.make(ProcessHandle.current().pid(), thread, SIGNAL, 0, 0, 0);
    }

    /** A signal without a handler is dropped where it is sent: nothing would be delivered. */
    @SuppressWarnings("restricted")
    private static final class Handler {
        static {
            Linker linker = Linker.nativeLinker();
            // Java cannot be entered from a handler. getpid is safe there, and does nothing to an argument it does not
            // have.
            MemorySegment harmless = linker.defaultLookup().findOrThrow("getpid");
            try {
                MemorySegment before = (MemorySegment) linker.downcallHandle(
                                linker.defaultLookup().findOrThrow("signal"),
                                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                        .invokeExact(SIGNAL, harmless);
                if (before.address() > 1) { // neither default nor ignored
                    throw new IllegalStateException("somebody uses signal " + SIGNAL + " already");
                }
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable t) { // a downcall throws nothing checked
                throw new AssertionError("a downcall threw", t);
            }
        }

        static void install() {
            // by loading this class
        }
    }
}
