package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The error at the limit says what was asked for, by the caller, and where the memory is that could not be had. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
final class LimitMessagesTest {
    private static final long LIMIT = 16 << 20;
    private static final int UNIT_BITS = 14; // no slab is smaller than a unit, 16 KiB

    @RegisterExtension
    final Conservation conservation;

    LimitMessagesTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    /** Nearly all is free, but in each slab of one class is a live block. */
    @Test
    void theRequestAndTheFreeBytesInOtherClassesAreNamed() {
        CountedAllocator counted =
                conservation.open(conservation.builder().limit(LIMIT).maintenance(Maintenance.CALLER));
        fill(counted, 1000);
        fill(counted, 16); // what is left of the range, in the smallest pieces there are
        Set<Long> units = new HashSet<>();
        long freed = 0;
        for (long address : counted.blocks()) {
            if (!units.add(address >> UNIT_BITS) && counted.size(address) == 1000) {
                counted.free(address);
                freed += 1000;
            }
        }
        assertThat(freed).isGreaterThan(LIMIT / 2);
        for (long size : new long[] {200, 30_000, 1 << 20}) {
            OutOfMemoryError refusal = fill(counted, size);
            assertThat(refusal)
                    .hasMessageContaining("asked for " + size + " bytes")
                    .hasMessageContaining("allowed are " + LIMIT)
                    .hasMessageContaining("slab"); // where the free ones are
            assertThat(numbers(refusal.getMessage()))
                    .as("the free bytes of " + refusal.getMessage())
                    .anyMatch(number -> number >= LIMIT / 2 && number < LIMIT);
        }
        counted.check();
    }

    private static OutOfMemoryError fill(CountedAllocator counted, long size) {
        for (int i = 0; i < 2 * LIMIT / 16; i++) {
            try {
                counted.allocate(size);
            } catch (OutOfMemoryError e) {
                return e;
            }
        }
        throw new AssertionError("no limit was met");
    }

    private static List<Long> numbers(String text) {
        return Pattern.compile("\\d{1,18}")
                .matcher(text)
                .results()
                .map(match -> Long.valueOf(match.group()))
                .toList();
    }

    @Test
    void aLimitThatIsNoneIsCalledNone() {
        CountedAllocator counted = conservation.open();
        assertThat(counted.allocator().stats().toString())
                .contains("limit none")
                .contains("soft none")
                .doesNotContain(Long.toString(Long.MAX_VALUE));
        counted.allocator().limit(LIMIT);
        counted.allocator().softLimit(LIMIT / 2);
        assertThat(counted.allocator().stats().toString())
                .contains("limit " + LIMIT)
                .contains("soft " + LIMIT / 2)
                .doesNotContain("none");
    }
}
