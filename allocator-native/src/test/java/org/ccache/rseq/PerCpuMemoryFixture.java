package org.ccache.rseq;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;

/** Memory for each index that is closed after each test, if the test has not done so. */
abstract class PerCpuMemoryFixture {
    static final long BYTES = 256;

    final PerCpuMemory memory = PerCpuMemory.allocate(BYTES);

    @AfterEach
    void close() {
        memory.close();
    }

    /** Writes the same value for every index. */
    void fill(long offset, long value) {
        for (int index = 0; index < memory.indexes(); index++) {
            memory.exclusively(index, words -> {
                words.set(ValueLayout.JAVA_LONG, offset, value);
                return null;
            });
        }
    }
}
