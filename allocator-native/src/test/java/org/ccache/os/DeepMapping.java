package org.ccache.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The program of a child JVM that maps memory near the end of the stack. The call of the system is compiled, what makes
 * an owner of it is not, and so takes more stack. Prints how often that was refused, and how many of the mappings are
 * left over.
 */
public final class DeepMapping {
    private static final int THREADS = 40;
    private static final int STACK_BYTES = 512 << 10;
    private static final int STACK_STEP = 4096;
    private static final long BYTES = 1 << 28; // more than the JVM maps meanwhile
    private static final int WARM_UP = 20_000;
    private static final int LOOKS = 100;
    private static final int STEP = 4; // frames between two attempts; the next thread makes its own in between

    private static int refused;
    private static boolean mapped;

    private DeepMapping() {}

    /** No arguments. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        VirtualMemory.link();
        for (int i = 0; i < WARM_UP; i++) {
            VirtualMemory.release(VirtualMemory.reserveZeroed(Machine.pageSize()), Machine.pageSize());
        }
        long before = writable();
        for (int i = 0; i < THREADS; i++) {
            mapped = false;
            int first = i % STEP;
            Thread thread = new Thread(null, () -> descend(first), "deep", STACK_BYTES + i * STACK_STEP);
            thread.start();
            thread.join();
        }
        long left = (writable() - before) / BYTES;
        for (int look = 0; look < LOOKS && left > 0; look++) { // until the collector has told all cleaners
            System.gc();
            Thread.sleep(Duration.ofMillis(50));
            left = (writable() - before) / BYTES;
        }
        System.out.println("refused=" + refused);
        System.out.println("left=" + left);
        System.exit(0);
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static void descend(int depth) {
        try {
            descend(depth + 1);
        } catch (StackOverflowError e) {
            // the end
        }
        if (!mapped && depth % STEP == 0) {
            try {
                ZeroedMemory.allocate(BYTES);
                mapped = true;
            } catch (StackOverflowError e) {
                refused++;
            }
        }
    }

    /** Bytes of memory that can be written, touched or not: neighbours are one mapping. */
    private static long writable() throws IOException {
        long sum = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
            if (line.contains(" rw-p ")) {
                sum += Long.parseUnsignedLong(range[1], 16) - Long.parseUnsignedLong(range[0], 16);
            }
        }
        return sum;
    }
}
