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

    private final ThreadLocal<Stacks> stacks = ThreadLocal.withInitial(Stacks::new);

    /** One thread's stacks: those of class c are at [c * DEPTH, c * DEPTH + top[c]). */
    private static final class Stacks {
        final long[] addresses = new long[CLASSES * DEPTH];
        final int[] top = new int[CLASSES];

        Stacks() {
            for (int sizeClass = 0; sizeClass < CLASSES; sizeClass++) {
                for (int i = 0; i < DEPTH / 2; i++) {
                    addresses[sizeClass * DEPTH + i] = ((long) sizeClass << 32) + i * 4096L;
                }
                top[sizeClass] = DEPTH / 2;
            }
        }
    }

    /** Pops the newest address of the size's class. */
    public long allocate(long size) {
        Stacks mine = stacks.get();
        int sizeClass = (int) (size + 15 >>> 4);
        int top = mine.top[sizeClass] - 1;
        if (top < 0) {
            throw new IllegalStateException("stack of size " + size + " is empty");
        }
        mine.top[sizeClass] = top;
        return mine.addresses[sizeClass * DEPTH + top];
    }

    /** Pushes an address back on its class, which the caller knows. */
    public void free(long address, long size) {
        Stacks mine = stacks.get();
        int sizeClass = (int) (size + 15 >>> 4);
        int top = mine.top[sizeClass];
        if (top == DEPTH) {
            throw new IllegalStateException("stack of size " + size + " is full");
        }
        mine.addresses[sizeClass * DEPTH + top] = address;
        mine.top[sizeClass] = top + 1;
    }
}
