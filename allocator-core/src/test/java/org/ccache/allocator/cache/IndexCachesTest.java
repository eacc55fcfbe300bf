package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.layout.RegionLayout;
import org.ccache.os.Machine;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
@Tag("sequences")
final class IndexCachesTest extends IndexCachesFixture {
    private static final int CLASS = SizeClasses.of(1000);

    /** Of each index's region, from the kernel's pagemap: true if any page is there. */
    private boolean[] touched() throws IOException {
        long base = caches.range()[0];
        long page = Machine.pageSize();
        boolean[] touched = new boolean[Rseq.indexes()];
        try (RandomAccessFile map = new RandomAccessFile("/proc/self/pagemap", "r")) {
            byte[] entries = new byte[(int) (RegionLayout.REGION_BYTES / page * Long.BYTES)];
            for (int index = 0; index < touched.length; index++) {
                map.seek((base + index * RegionLayout.REGION_BYTES) / page * Long.BYTES);
                map.readFully(entries);
                ByteBuffer words = ByteBuffer.wrap(entries).order(ByteOrder.nativeOrder());
                while (words.hasRemaining()) {
                    touched[index] |= words.getLong() < 0; // bit 63: present
                }
            }
        }
        return touched;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    @Test
    void anIndexThatIsNeverUsedCommitsNothing() throws IOException {
        assertThat(count(touched())).isZero();
        caches.allocate(CLASS);
        int touched = count(touched());
        int used = caches.used(); // looks at every region, so it comes after
        // One thread: one index, or two if it moved between its calls.
        assertThat(touched).isBetween(1, 2);
        assertThat(used).isBetween(1, touched);
        assertThat(caches.metadataBytes()).isLessThan(used * RegionLayout.REGION_BYTES);
    }

    @Test
    void opensARegionAtItsFirstUse() {
        assertThat(caches.used()).isZero();
        caches.free(CLASS, caches.allocate(CLASS));
        assertThat(caches.used()).isPositive();
        assertThat(caches.count(CLASS)).isPositive();
        assertThat(fixture.live(CLASS)).isZero();
    }

    @Test
    void aFreeCanBeTheFirstUseToo() {
        long block = fixture.depots.of(CLASS).lockWithBlocks(1) == 1
                ? fixture.depots.of(CLASS).supplyOne()
                : 0;
        fixture.depots.of(CLASS).unlock();
        caches.free(CLASS, block);
        assertThat(fixture.live(CLASS)).isZero();
        assertThat(fixture.cached(CLASS).size() + fixture.depots.of(CLASS).count())
                .isPositive();
    }

    @Test
    void magazinesAreBounded() {
        int n = 10 * Capacities.most(CLASS);
        long[] blocks = new long[n];
        for (int i = 0; i < n; i++) {
            blocks[i] = caches.allocate(CLASS);
        }
        assertThat(fixture.live(CLASS)).isEqualTo(n);
        for (long block : blocks) {
            caches.free(CLASS, block);
        }
        assertThat(caches.count(CLASS)).isLessThanOrEqualTo((long) Capacities.most(CLASS) * caches.used());
        assertThat(fixture.live(CLASS)).isZero();
        assertThat(fixture.depots.of(CLASS).flushes()).isPositive();
        assertThat(fixture.depots.of(CLASS).refills()).isPositive();
    }

    @Test
    void drainEmptiesEveryIndex() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            caches.free(c, caches.allocate(c));
        }
        caches.drain();
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            assertThat(caches.count(c)).isZero();
            assertThat(fixture.live(c)).isZero();
        }
        caches.free(CLASS, caches.allocate(CLASS)); // open again
        assertThat(caches.count(CLASS)).isPositive();
    }

    /**
     * A drain that does not wait for the sequences that are inside takes blocks that a pop then takes too: the block is
     * live and in the depot at once, and sooner or later held twice.
     */
    @Test
    void drainsWaitForTheSequencesThatAreInside() throws InterruptedException {
        int sizeClass = SizeClasses.FIRST; // drained first, soonest after the stop
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<String> failure = new AtomicReference<>();
        long drains = 0;
        Thread worker = Thread.ofPlatform().start(() -> {
            long[] blocks = new long[4];
            while (!done.get() && failure.get() == null) {
                for (int i = 0; i < blocks.length; i++) {
                    blocks[i] = caches.allocate(sizeClass);
                }
                for (int i = 0; i < blocks.length; i++) {
                    for (int j = 0; j < i; j++) {
                        if (blocks[i] == blocks[j]) {
                            failure.compareAndSet(null, "0x" + Long.toHexString(blocks[i]) + " is held twice");
                        }
                    }
                }
                for (long block : blocks) {
                    caches.free(sizeClass, block);
                }
            }
        });
        long end = System.nanoTime() + 1_500_000_000L;
        while (System.nanoTime() < end && failure.get() == null) {
            caches.drain();
            drains++;
        }
        done.set(true);
        worker.join();
        assertThat(failure.get()).isNull();
        assertThat(drains).isGreaterThan(100);
        caches.drain();
        assertThat(fixture.live(sizeClass)).isZero(); // a block that is there twice makes it negative
        fixture.depots.of(sizeClass).trim();
        assertThat(fixture.depots.of(sizeClass).doubleFrees()).isZero();
    }

    /** While stopped a thread is served from below, and what it frees goes there. */
    @Test
    void stoppedCachesAreLeftAlone() throws InterruptedException {
        caches.free(CLASS, caches.allocate(CLASS));
        AtomicBoolean served = new AtomicBoolean();
        caches.stop();
        try {
            long before = caches.count(CLASS);
            Thread other = Thread.ofPlatform().start(() -> {
                long block = caches.allocate(CLASS);
                caches.free(CLASS, block);
                served.set(true);
            });
            other.join();
            assertThat(caches.count(CLASS)).isEqualTo(before);
        } finally {
            caches.resume();
        }
        assertThat(served).isTrue();
        assertThat(fixture.live(CLASS)).isZero();
    }

    @Test
    void closedRefuses() {
        long block = caches.allocate(CLASS);
        caches.close();
        caches.close();
        assertThatThrownBy(() -> caches.allocate(CLASS)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> caches.free(CLASS, block)).isInstanceOf(IllegalStateException.class);
    }
}
