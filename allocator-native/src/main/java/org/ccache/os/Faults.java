package org.ccache.os;

/**
 * Lets system calls fail, so that tests can see what happens then: the kernel cannot be asked to refuse.
 *
 * <p>Nothing in the product sets a plan, and only the allocator's module can: without one a system call pays one read
 * of a field. Thread-safe.
 */
public final class Faults {
    /** What may fail. */
    public enum Call {
        RESERVE,
        COMMIT,
        PURGE,
        BIND,
        FENCE,
        ADVISE,
        RELEASE
    }

    /**
     * In the place of an errno: the call is not made, but ends with an OutOfMemoryError, as a downcall may at a full
     * Java heap.
     */
    public static final long NO_HEAP = Long.MAX_VALUE;

    private static volatile boolean active;

    // The plan, and how far it has come; guarded by the class' monitor.
    private static Thread planner;
    private static Call planned;
    private static long first;
    private static long length;
    private static long code;
    private static long made;

    private Faults() {}

    /**
     * From the calling thread's {@code after}-th next call of this kind on (0: the next one), {@code count} of its
     * calls fail with an errno. Replaces the plan before; until {@link #end}. Other threads' calls are made and not
     * counted: a forgotten allocator is closed by a thread of the JVM's whenever that is, and would take what was
     * planned for another one.
     */
    public static void plan(Call call, long after, long count, long errno) {
        if (after < 0 || count < 0 || errno <= 0) {
            throw new IllegalArgumentException("plan(" + call + ", " + after + ", " + count + ", " + errno + ")");
        }
        synchronized (Faults.class) {
            planner = Thread.currentThread();
            planned = call;
            first = after;
            length = count;
            code = errno;
            made = 0;
            active = true;
        }
    }

    /** No call fails any more: how often the planned call has been made, failures included. */
    public static long end() {
        synchronized (Faults.class) {
            active = false;
            planner = null;
            planned = null;
            return made;
        }
    }

    /** Asked before each system call: 0, or the negative errno to fail with instead of making it. */
    public static long strike(Call call) {
        return active ? struck(call) : 0;
    }

    private static long struck(Call call) {
        synchronized (Faults.class) {
            if (call != planned || Thread.currentThread() != planner) {
                return 0;
            }
            long number = made++;
            if (number < first || number - first >= length) {
                return 0;
            }
            if (code == NO_HEAP) {
                throw new OutOfMemoryError("planned");
            }
            return -code;
        }
    }
}
