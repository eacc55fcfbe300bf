package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.ccache.layout.TableLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class DowncallsTest {
    private static final long PROT_NONE = 0;
    private static final long MAP_PRIVATE_ANONYMOUS = 0x22;

    @BeforeEach
    void linux() {
        assumeTrue(Platform.isLinux(), "Linux only");
    }

    private static void library() {
        assumeTrue(NativeLibrary.available(), NativeLibrary.reason());
        Downcalls.link(Downcalls.CRITICAL | Downcalls.KEEPING);
    }

    /** With our library five arguments do, with the C library's it takes a sixth. */
    @Test
    void aPlainCallNeedsNoLinkingBefore() {
        long address = Downcalls.mmap(0, 1 << 16, PROT_NONE, MAP_PRIVATE_ANONYMOUS);
        assertThat(address).isPositive();
        assertThat(Downcalls.plain(TableLayout.MUNMAP, address, 1 << 16, 0, 0)).isZero();
        assertThat(Downcalls.mmap(0, 0, PROT_NONE, MAP_PRIVATE_ANONYMOUS)).isIn(-22L, -1L); // EINVAL, or "refused"
    }

    @Test
    void whatIsLinkedOnceMayBeLinkedAgain() {
        for (int i = 0; i < 3; i++) {
            Downcalls.link(Downcalls.PLAIN);
            Downcalls.settle();
        }
        assertThat(Downcalls.plain(TableLayout.MADVISE, 0, 0, 0, 0)).isZero();
    }

    @Test
    void aSymbolThatIsNotThereHasNoAddress() {
        assertThat(Downcalls.symbol("ccache_that_nobody_has")).isZero();
        assertThat(Downcalls.symbol("close")).isNotZero();
    }

    @Test
    void aSegmentWhoseArenaIsClosedIsRefused() {
        library();
        MemorySegment nothing = Downcalls.function(TableLayout.EMPTY_CALL);
        MemorySegment closed;
        try (Arena arena = Arena.ofShared()) {
            closed = arena.allocate(8);
            Downcalls.keeping(nothing, 0, closed, 0, 0);
        }
        assertThatThrownBy(() -> Downcalls.keeping(nothing, 0, closed, 0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSegmentOfAnotherThreadIsRefused() throws InterruptedException {
        library();
        MemorySegment nothing = Downcalls.function(TableLayout.EMPTY_CALL);
        Throwable[] thrown = new Throwable[1];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ours = arena.allocate(8);
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    Downcalls.keeping(nothing, 0, ours, 0, 0);
                } catch (WrongThreadException e) {
                    thrown[0] = e;
                }
            });
            other.join();
        }
        assertThat(thrown[0]).isInstanceOf(WrongThreadException.class);
    }
}
