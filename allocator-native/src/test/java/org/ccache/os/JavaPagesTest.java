package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ccache.library.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory from the JDK alone, in this process beside its own. */
final class JavaPagesTest {
    private static final long BYTES = 64L * Machine.pageSize();

    @TempDir
    private Path folder;

    private JavaPages pages;

    @AfterEach
    void nothingIsLeft() {
        assertThat(pages == null ? 0 : pages.count()).isZero();
        assertThat(folder).isEmptyDirectory();
    }

    @SuppressWarnings("restricted")
    private static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    /** By mappings in the test's folder, where that is no memory. */
    private void mapped() throws IOException {
        FileStore store = Files.getFileStore(folder);
        assumeTrue(!store.type().equals("tmpfs"), folder + " is in memory");
        pages = new JavaPages("a test", folder.toString());
    }

    private void plain() {
        pages = new JavaPages("a test", folder.resolve("missing").toString(), null, "");
    }

    private long reserve(long bytes) {
        long address = pages.reserve(bytes);
        assertThat(address).as(pages.describe(address)).isPositive().matches(a -> a % Machine.pageSize() == 0);
        return address;
    }

    @Test
    void fromReserveToRelease() throws IOException {
        mapped();
        assertThat(pages.note())
                .startsWith("os java (a test): memory from the JDK alone, by private mappings")
                .contains(folder.toString());
        long address = reserve(BYTES);
        assertThat(folder).isEmptyDirectory(); // deleted at once
        assertThat(pages.commit(address, BYTES)).isZero();
        MemorySegment memory = at(address, BYTES);
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        memory.fill((byte) 7);
        assertThat(pages.protectReadable(address, BYTES)).isZero();
        assertThat(pages.release(address, BYTES)).isZero();
        assertThat(pages.release(address, BYTES)).isEqualTo(-22);
    }

    /** Linux does; elsewhere it may be refused, and then the content is as it was. */
    @Test
    void purgedPagesReadAsZeroOrAreAsTheyWere() throws IOException {
        mapped();
        long address = reserve(BYTES);
        long page = Machine.pageSize();
        MemorySegment memory = at(address, BYTES);
        memory.fill((byte) 7);
        long purged = pages.purge(address + page, 2 * page);
        assertThat(purged).isIn(Platform.isLinux() ? List.of(0L) : List.of(0L, -38L));
        byte inside = (byte) (purged == 0 ? 0 : 7);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, page - 1)).isEqualTo((byte) 7);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, page)).isEqualTo(inside);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 3 * page - 1)).isEqualTo(inside);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 3 * page)).isEqualTo((byte) 7);
        assertThat(pages.purgeReadable(address, BYTES)).isEqualTo(purged);
        assertThat(pages.replaceReadable(address, BYTES)).isEqualTo(-38);
        assertThat(pages.purge(address + BYTES, page)).isNegative(); // nobody's
        assertThat(pages.release(address, BYTES)).isZero();
        assertThat(pages.purge(address, page)).isNegative();
    }

    @Test
    void gigabytesOfAddressesCostNoMemory() throws IOException {
        mapped();
        long bytes = Math.min(8L << 30, Long.highestOneBit(pages.largestRange()));
        long address = reserve(bytes);
        at(address + bytes - 8, 8).set(ValueLayout.JAVA_LONG, 0, 7);
        assertThat(pages.mapping(address + bytes / 2, 5)).containsExactly(address, bytes);
        assertThat(pages.release(address, bytes)).isZero();
    }

    @Test
    void whatTheSystemRefusesIsARefusalWithItsReason() throws IOException {
        mapped();
        assertThat(pages.reserve(0)).isEqualTo(-22);
        assertThat(pages.reserve(-1)).isEqualTo(-22);
        assertThat(pages.reserve(1L << 62)).isEqualTo(-12);
        assertThat(pages.reserve(Long.MAX_VALUE)).isEqualTo(-12);
        assertThat(pages.describe(-12)).startsWith("the JDK refused: ");
        assertThat(pages.describe(-22)).isEqualTo("errno 22");
    }

    @Test
    void withoutAFolderMemoryIsPlainAndStays() {
        plain();
        assertThat(pages.note()).contains("arenas", "never given back while in use", "missing");
        assertThat(pages.largestRange()).isEqualTo(64 << 20);
        long address = reserve(BYTES);
        MemorySegment memory = at(address, BYTES);
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        memory.fill((byte) 7);
        assertThat(pages.purge(address, BYTES)).isEqualTo(-38);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
        assertThat(pages.replaceReadable(address, BYTES)).isZero();
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        assertThat(pages.reserve(1L << 60)).isEqualTo(-12);
        assertThat(pages.describe(-12)).contains("OutOfMemoryError");
        assertThat(pages.release(address, BYTES)).isZero();
    }

    /** Those mounted there hold files in memory, and not much of it in containers. */
    @Test
    void aFolderInMemoryIsPassedOver() throws IOException {
        Path shared = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(shared) && Files.getFileStore(shared).type().equals("tmpfs"), "no /dev/shm");
        pages = new JavaPages("a test", shared.toString(), folder.toString());
        assertThat(pages.note()).doesNotContain("in " + shared);
    }

    @Test
    void anInterruptNeitherRefusesNorIsLost() throws IOException {
        mapped();
        Thread.currentThread().interrupt();
        long address = reserve(BYTES);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pages.release(address, BYTES)).isZero();
    }

    @Test
    void interruptsAllTheTimeLoseNothing() throws Exception {
        mapped();
        Thread self = Thread.currentThread();
        AtomicBoolean end = new AtomicBoolean();
        Thread storm = Thread.ofPlatform().daemon().start(() -> {
            while (!end.get()) {
                self.interrupt();
            }
        });
        List<Long> addresses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            addresses.add(pages.reserve(BYTES));
        }
        end.set(true);
        boolean joined = false;
        while (!joined) {
            try {
                storm.join();
                joined = true;
            } catch (InterruptedException e) {
                joined = false; // one of those
            }
        }
        Thread.interrupted();
        assertThat(addresses).allMatch(address -> address > 0).doesNotHaveDuplicates();
        assertThat(pages.count()).isEqualTo(50);
        addresses.forEach(address -> assertThat(pages.release(address, BYTES)).isZero());
    }

    @Test
    void threadsAtOnceHaveRangesOfTheirOwn() throws Exception {
        mapped();
        AtomicBoolean wrong = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual(), Thread.ofVirtual())) {
            threads.add(builder.start(() -> {
                for (int i = 0; i < 30; i++) {
                    long address = pages.reserve(BYTES);
                    MemorySegment memory = at(address, BYTES);
                    memory.fill((byte) i);
                    long purged = pages.purge(address, BYTES / 2);
                    boolean zero = memory.get(ValueLayout.JAVA_BYTE, 5) == 0;
                    boolean kept = memory.get(ValueLayout.JAVA_BYTE, BYTES - 5) == (byte) i;
                    if (zero != (purged == 0 || i == 0) || !kept || pages.release(address, BYTES) != 0) {
                        wrong.set(true);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isFalse();
    }

    @Test
    void nothingElseIsToBeHad() {
        plain();
        assertThat(pages.bind(0, 0, 0)).isEqualTo(-38);
        assertThat(pages.hugePages(0, 0, true)).isEqualTo(-38);
        assertThat(pages.hugePages(0, 0, false)).isZero(); // none is ever made
        assertThat(pages.pageSize()).isEqualTo(65_536);
        assertThat(pages.memory()).isEqualTo(Long.MAX_VALUE);
        assertThat(pages.chargesReserved()).isTrue();
    }
}
