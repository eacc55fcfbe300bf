package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.allocator.memory.Memory;
import org.ccache.os.Faults;
import org.ccache.os.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readable from the start, writable part by part, and zero again for the next one. */
final class MetadataTest {
    private static final long PAGE = Machine.pageSize();
    private static final long BYTES =
            100L << 30; // of address space: no allocator's is of that size, so none is lent in between
    private static final long USED = 40 * PAGE;
    private static final int ENOMEM = 12;

    @AfterEach
    void end() {
        Faults.end();
    }

    private static void write(Metadata metadata) {
        assertThat(metadata.commit(metadata.address(), metadata.address() + USED))
                .isZero();
        Memory.fill(metadata.address(), USED, (byte) 1);
    }

    private static void assertZero(Metadata metadata) {
        for (long at = 0; at < USED; at += Long.BYTES) {
            assertThat(Memory.getLong(metadata.address() + at)).isZero();
        }
    }

    /** The one that takes the range of one that was given back. */
    private static void assertTheNextOneIsZero(Metadata first) {
        Metadata second = Metadata.take(BYTES);
        assertThat(second.address()).isEqualTo(first.address());
        assertZero(second);
        first.forgotten();
        second.giveBack();
        second.forgotten();
    }

    @Test
    void readsAsZeroBeforeItIsWritable() {
        Metadata metadata = Metadata.take(BYTES);
        assertThat(metadata.refused()).isZero();
        assertThat(metadata.bytes()).isBetween(BYTES, 2 * BYTES);
        assertZero(metadata);
        metadata.giveBack();
        metadata.forgotten();
    }

    /** Whole pages around what is asked for, and the end of the range at most. */
    @Test
    void commitsTheWholePagesOfAPart() {
        Metadata metadata = Metadata.take(BYTES);
        long from = metadata.address() + 3 * PAGE;
        assertThat(metadata.commit(from + 8, from + PAGE + 8)).isZero();
        Memory.putLong(from, 1);
        Memory.putLong(from + 2 * PAGE - 8, 2);
        long end = metadata.address() + metadata.bytes();
        assertThat(metadata.commit(end - 8, end)).isZero();
        Memory.putLong(end - 8, 3);
        metadata.giveBack();
        metadata.forgotten();
    }

    @Test
    void theNextOneFindsItZero() {
        Metadata first = Metadata.take(BYTES);
        write(first);
        first.giveBack();
        first.giveBack(); // again: nothing
        assertTheNextOneIsZero(first);
    }

    /** Locked memory, for example: fresh pages take the place of those that the system does not take. */
    @Test
    void whatIsNotPurgedIsReplaced() {
        Metadata first = Metadata.take(BYTES);
        write(first);
        Faults.plan(Faults.Call.PURGE, 0, Long.MAX_VALUE, ENOMEM);
        first.giveBack();
        assertThat(Faults.end()).isPositive();
        assertTheNextOneIsZero(first);
    }

    @Test
    void whatIsRefusedIsNoRange() {
        Faults.plan(Faults.Call.RESERVE, 0, 1, ENOMEM);
        long bytes = 1L << 44; // more than any range that was given back
        assertThat(Metadata.take(bytes).refused()).isEqualTo(-ENOMEM);
    }
}
