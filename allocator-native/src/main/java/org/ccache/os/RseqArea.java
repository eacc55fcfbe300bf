package org.ccache.os;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The rseq area that the C library registered for each thread: where it is and which fields the kernel fills.
 *
 * <p>Our library never names the C library's symbols, since even a weak reference would keep it from loading on an
 * older one; they are looked up here. Registering areas of our own, for C libraries that do not, would be a second
 * way to an instance of this class.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/rseq.html">Restartable sequences, kernel documentation</a>
 */
public final class RseqArea {
    private static final int MM_CID_END = 28; // bytes up to and with mm_cid
    private static final int ORIGINAL_FEATURES = 20; // bytes before node_id and mm_cid were added
    private static final int ORIGINAL_SIZE = 32;

    private final boolean usable;
    private final long offset;
    private final boolean concurrencyId;
    private final String reason;
    private final String note;

    private RseqArea(boolean usable, long offset, boolean concurrencyId, String reason, String note) {
        this.usable = usable;
        this.offset = offset;
        this.concurrencyId = concurrencyId;
        this.reason = reason;
        this.note = note;
    }

    /** Finds the area and lets the self test decide. Call once: the test costs about a millisecond. */
    public static RseqArea detect() {
        if (!NativeLibrary.available()) {
            return unusable("no native library (" + NativeLibrary.reason() + ")");
        }
        long offsetSymbol = Downcalls.symbol("__rseq_offset");
        long sizeSymbol = Downcalls.symbol("__rseq_size");
        if (offsetSymbol == 0 || sizeSymbol == 0) {
            return unusable("this C library does not register rseq (glibc does from 2.35 on)");
        }
        long offset = word(offsetSymbol, 8).get(ValueLayout.JAVA_LONG, 0);
        int registered = word(sizeSymbol, 4).get(ValueLayout.JAVA_INT, 0);
        if (registered == 0) {
            return unusable("the C library did not register rseq: the tunable glibc.pthread.rseq=0, a filter, or a"
                    + " kernel without it");
        }
        SelfTest test = SelfTest.start(offset);
        boolean concurrencyId = usableBytes(registered, Machine.rseqFeatureSize()) >= MM_CID_END;
        String refused = test.await();
        if (refused != null) {
            return unusable(refused);
        }
        return new RseqArea(true, offset, concurrencyId, "", test.summary());
    }

    /**
     * The bytes of the area that the kernel fills. {@code __rseq_size} alone does not say: glibc up to 2.40 answers 20
     * or 32 whatever the kernel does, later ones the feature size.
     */
    static int usableBytes(int registered, int featureSize) {
        if (registered == ORIGINAL_FEATURES || registered == ORIGINAL_SIZE) {
            return Math.min(ORIGINAL_SIZE, featureSize == 0 ? ORIGINAL_FEATURES : featureSize);
        }
        return registered;
    }

    private static RseqArea unusable(String reason) {
        return new RseqArea(false, 0, false, reason, "");
    }

    /** Whether sequences work for every thread of this process. */
    public boolean usable() {
        return usable;
    }

    /** The area's offset from the thread pointer in bytes, the same for every thread. */
    public long offset() {
        return offset;
    }

    /** Whether the kernel fills mm_cid. */
    public boolean concurrencyId() {
        return concurrencyId;
    }

    /** Why sequences cannot be used; empty if they can. */
    public String reason() {
        return reason;
    }

    /** What the self test saw; empty if it did not run. */
    public String note() {
        return note;
    }

    @SuppressWarnings("restricted")
    private static MemorySegment word(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }
}
