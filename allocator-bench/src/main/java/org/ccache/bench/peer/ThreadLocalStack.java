package org.ccache.bench.peer;

/**
 * The least that a per-thread cache can be: a {@link ThreadLocal} array of addresses per size class, prefilled, never
 * refilled, with classes 16 bytes apart so that a shift finds them, and a free that is told the size. No lookup from
 * address to class, no memory behind the addresses, no limit, no return at thread exit. What a lookup-free cache costs,
 * and therefore what the product is compared with; not an allocator anyone could use.
 */
public final class ThreadLocalStack {
    /** Largest size served. */
    public static final int MAX_SIZE = 2048;

    private static final int CLASSES = MAX_SIZE / 16 + 1;
    private static final int DEPTH = 128;

    private final ThreadLocal<Stack[]> stacks = ThreadLocal.withInitial(ThreadLocalStack::prefilled);

    /** Addresses of one class in [0, top). */
    private static final class Stack {
        final long[] addresses = new long[DEPTH];
        int top;
    }

    private static Stack[] prefilled() {
        Stack[] mine = new Stack[CLASSES];
        for (int sizeClass = 0; sizeClass < CLASSES; sizeClass++) {
            Stack stack = new Stack();
            while (stack.top < DEPTH / 2) {
                stack.addresses[stack.top] = ((long) sizeClass << 32) + stack.top * 4096L;
                stack.top++;
            }
            mine[sizeClass] = stack;
        }
        return mine;
    }

    /** Pops the newest address of the size's class. */
    public long allocate(long size) {
        Stack stack = stacks.get()[(int) ((size + 15) >>> 4)];
        int top = stack.top - 1;
        if (top < 0) {
            throw new IllegalStateException("stack of size " + size + " is empty");
        }
        stack.top = top;
        return stack.addresses[top];
    }

    /** Pushes an address back on its class, which the caller knows. */
    public void free(long address, long size) {
        Stack stack = stacks.get()[(int) ((size + 15) >>> 4)];
        int top = stack.top;
        if (top == DEPTH) {
            throw new IllegalStateException("stack of size " + size + " is full");
        }
        stack.addresses[top] = address;
        stack.top = top + 1;
    }
}
