package org.ccache.sequence;

import org.ccache.layout.AreaLayout;
import org.ccache.layout.TableLayout;
import org.ccache.library.Downcalls;
import org.ccache.library.NativeLibrary;
import org.ccache.library.RegisteredArea;
import org.ccache.os.Machine;

/**
 * The rseq area that the C library registered for each thread: where it is and which fields the kernel fills.
 *
 * <p>Registering areas of our own, for C libraries that do not, would be a second way to an instance of this class.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/rseq.html">Restartable sequences, kernel documentation</a>
 */
public final class RseqArea {
    private final long offset;
    private final boolean concurrencyId;
    private final SelfTest test; // null where there is no area to test

    private volatile String reason; // of an area that cannot be used; null before it is known, empty if there is none

    private RseqArea(long offset, boolean concurrencyId, SelfTest test, String reason) {
        this.offset = offset;
        this.concurrencyId = concurrencyId;
        this.test = test;
        this.reason = reason;
    }

    /**
     * Finds the area and starts the self test, once in a process. The test runs on threads of its own, mostly waiting
     * for the kernel to register the fence: there is time to prepare other things before {@link #reason} asks for it.
     */
    public static RseqArea find() {
        if (!NativeLibrary.available()) {
            return missing("no native library (" + NativeLibrary.reason() + ")");
        }
        RegisteredArea area = RegisteredArea.find();
        if (!area.told()) {
            return missing("this C library does not register rseq (glibc does from 2.35 on)");
        }
        if (area.size() == 0) {
            return missing("the C library did not register rseq: the tunable glibc.pthread.rseq=0, a filter, or a"
                    + " kernel without it");
        }
        long offset = area.offset();
        if (Downcalls.call(Downcalls.function(TableLayout.AREA), 0, 0) != offset) {
            return missing("the rseq area is " + offset + " bytes from the thread pointer: the library could not be"
                    + " written for that");
        }
        // First: it may fail for want of heap, and whoever comes next would start a second test beside this one.
        int featureSize = Machine.rseqFeatureSize();
        SelfTest test = SelfTest.start(offset);
        boolean concurrencyId = usableBytes(area.size(), featureSize) >= AreaLayout.MM_CID_END;
        return new RseqArea(offset, concurrencyId, test, null);
    }

    /**
     * The bytes of the area that the kernel fills. {@code __rseq_size} alone does not say: glibc up to 2.40 answers 20
     * or 32 whatever the kernel does, later ones the feature size.
     */
    static int usableBytes(int registered, int featureSize) {
        if (registered == AreaLayout.ORIGINAL_FEATURES || registered == AreaLayout.ORIGINAL_SIZE) {
            return Math.min(AreaLayout.ORIGINAL_SIZE, featureSize == 0 ? AreaLayout.ORIGINAL_FEATURES : featureSize);
        }
        return registered;
    }

    static RseqArea missing(String reason) {
        return new RseqArea(0, false, null, reason);
    }

    /** Whether the C library has an area for each thread; whether sequences work is for the self test to say. */
    public boolean present() {
        return test != null;
    }

    /** The area's offset from the thread pointer in bytes, the same for every thread. */
    public long offset() {
        return offset;
    }

    /** Whether the kernel fills mm_cid. */
    public boolean concurrencyId() {
        return concurrencyId;
    }

    /** Waits for the self test: why sequences cannot be used, empty if they can. */
    public String reason() {
        if (reason == null) {
            String refused = test.await();
            reason = refused == null ? "" : refused; // the same for all who waited
        }
        return reason;
    }

    /** Waits for the self test's very end, some milliseconds later: what it saw. */
    public String note() {
        return test.summary();
    }
}
