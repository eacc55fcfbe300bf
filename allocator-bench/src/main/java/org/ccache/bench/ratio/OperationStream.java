package org.ccache.bench.ratio;

import java.util.random.RandomGenerator;

/**
 * Random operations drawn before the clock starts. Each is one int: slot in the upper half, size in the lower. A stream
 * is drawn afresh for every round and arm, because caches and branch predictors learn a repeated one.
 */
final class OperationStream {
    /** Slots that live blocks are kept in. */
    static final int SLOTS = 8192;

    static final int MIN_SIZE = 16;
    static final int MAX_SIZE = 1039;

    private final int[] operations;
    private final RandomGenerator random;

    OperationStream(int length, RandomGenerator random) {
        this.operations = new int[length];
        this.random = random;
    }

    int[] fresh() {
        for (int i = 0; i < operations.length; i++) {
            // One draw serves both: the low 10 bits for the size (16 to 1039), 13 higher ones for the slot.
            long bits = random.nextLong();
            operations[i] = (int) (bits >>> 32 & SLOTS - 1) << 16 | (int) (bits & 1023) + MIN_SIZE;
        }
        return operations;
    }

    static int size(int operation) {
        return operation & 0xffff;
    }

    static int slot(int operation) {
        return operation >>> 16;
    }
}
