package org.ccache.allocator;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Opens a test's allocators and settles their accounts after it, whatever the test looked at: the audit is clean and
 * agrees with the test's own count, and after all blocks are freed none is live.
 */
final class Conservation implements AfterEachCallback {
    private final FrontEnd frontEnd;
    private final List<CountedAllocator> open = new ArrayList<>();
    private final List<CcacheAllocator> unsettled = new ArrayList<>();

    Conservation(FrontEnd frontEnd) {
        this.frontEnd = frontEnd;
    }

    CcacheAllocatorBuilder builder() {
        return CcacheAllocator.builder().frontEnd(frontEnd);
    }

    CountedAllocator open() {
        return open(builder());
    }

    CountedAllocator open(CcacheAllocatorBuilder builder) {
        CountedAllocator counted = new CountedAllocator(builder.build());
        open.add(counted);
        return counted;
    }

    /** For a test that closes or damages it, and says itself what must hold afterwards. */
    CcacheAllocator openUnsettled(CcacheAllocatorBuilder builder) {
        CcacheAllocator allocator = builder.build();
        unsettled.add(allocator);
        return allocator;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        boolean passed = context.getExecutionException().isEmpty();
        try {
            if (passed) {
                open.forEach(CountedAllocator::settle);
            }
        } finally {
            open.forEach(counted -> counted.allocator().close());
            unsettled.forEach(CcacheAllocator::close);
        }
    }
}
