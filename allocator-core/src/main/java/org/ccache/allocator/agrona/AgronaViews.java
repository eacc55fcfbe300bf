package org.ccache.allocator.agrona;

import java.util.Objects;
import org.agrona.MutableDirectBuffer;
import org.ccache.allocator.CcacheAllocator;

/**
 * Blocks as Agrona buffers. Here and not in the allocator, so that Agrona's classes are loaded only when asked for.
 */
public final class AgronaViews {
    private static final String PACKAGE = "jdk.internal.misc";

    private AgronaViews() {}

    /**
     * Wraps a whole block. The view keeps nothing alive and notices nothing when the block is freed.
     *
     * @param allocator that the block is of
     * @param address of the block
     * @param target made a view of all its usable bytes
     * @return {@code target}
     * @throws org.ccache.allocator.InvalidAddressException if the address is not the start of a block
     * @throws IllegalArgumentException if the block is larger than an Agrona buffer, 2^31 - 1 bytes
     * @throws IllegalStateException if Java was started without what Agrona's buffers need
     */
    @SuppressWarnings("exports") // Agrona is an automatic module; whoever calls this has it
    public static MutableDirectBuffer wrap(CcacheAllocator allocator, long address, MutableDirectBuffer target) {
        Objects.requireNonNull(target, "target");
        long size = allocator.usableSize(address);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a block of " + size + " bytes: an Agrona buffer holds 2^31 - 1");
        }
        Module agrona =
                MutableDirectBuffer.class.getModule(); // not the target's: it is Agrona that reaches into the JDK
        if (!Object.class.getModule().isExported(PACKAGE, agrona)) {
            throw new IllegalStateException("Agrona's buffers need --add-opens java.base/" + PACKAGE + "="
                    + (agrona.isNamed() ? agrona.getName() : "ALL-UNNAMED"));
        }
        target.wrap(address, (int) size);
        return target;
    }
}
