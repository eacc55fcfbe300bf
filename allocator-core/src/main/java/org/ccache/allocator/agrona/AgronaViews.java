package org.ccache.allocator.agrona;

import java.util.Objects;
import org.agrona.DirectBuffer;
import org.ccache.allocator.OffHeapAllocator;

/**
 * Blocks as Agrona buffers. Here and not in the allocator, so that Agrona's classes are loaded only when asked for.
 *
 * <p>Agrona's own buffers reach into the JDK and need a flag; a {@link BlockBuffer} does not.
 */
@SuppressWarnings("exports") // Agrona is an automatic module; whoever calls this has it
public final class AgronaViews {
    private static final String PACKAGE = "jdk.internal.misc";

    private AgronaViews() {}

    /**
     * Wraps the first bytes of a block. The view keeps nothing alive and notices nothing when the block is freed.
     *
     * @param <B> the buffer's type
     * @param allocator that the block is of
     * @param address of the block
     * @param size of the view in bytes, 0 or more: what was asked for
     * @param target made a view of them; where this throws, of what it was before
     * @return {@code target}
     * @throws IllegalArgumentException if the size is negative, or more than an Agrona buffer holds, 2^31 - 1 bytes
     * @throws org.ccache.allocator.InvalidAddressException if the address is not the start of a block, or the block is
     *     smaller than that
     * @throws IllegalStateException if it is a buffer of Agrona's own, and Java was started without what those need; or
     *     if the allocator is closed
     */
    public static <B extends DirectBuffer> B wrap(OffHeapAllocator allocator, long address, long size, B target) {
        Objects.requireNonNull(allocator, "allocator");
        checkAccess(target);
        target.wrap(allocator.segment(address, checkSize(size)).address(), (int) size);
        return target;
    }

    /**
     * Wraps a whole block, which may be larger than what was asked for; otherwise as the other one.
     *
     * @param <B> the buffer's type
     * @param allocator that the block is of
     * @param address of the block
     * @param target made a view of all its usable bytes
     * @return {@code target}
     * @throws org.ccache.allocator.InvalidAddressException if the address is not the start of a block
     * @throws IllegalArgumentException if the block is larger than an Agrona buffer, 2^31 - 1 bytes
     * @throws IllegalStateException as the other one
     */
    public static <B extends DirectBuffer> B wrap(OffHeapAllocator allocator, long address, B target) {
        Objects.requireNonNull(allocator, "allocator");
        checkAccess(target);
        target.wrap(address, checkSize(allocator.usableSize(address)));
        return target;
    }

    static int checkSize(long size) {
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "size " + size + ": an Agrona buffer has 0 to " + Integer.MAX_VALUE + " bytes");
        }
        return (int) size;
    }

    /** Agrona's own could be made a view without the flag, and would fail at the first access. */
    static void checkAccess(DirectBuffer target) {
        Objects.requireNonNull(target, "target");
        Module agrona = DirectBuffer.class.getModule(); // not the target's: it is Agrona that reaches into the JDK
        if (!Object.class.getModule().isExported(PACKAGE, agrona) && isAgronas(target.getClass())) {
            throw new IllegalStateException("Agrona's buffers need --add-opens java.base/" + PACKAGE + "="
                    + (agrona.isNamed() ? agrona.getName() : "ALL-UNNAMED") + "; a " + BlockBuffer.class.getSimpleName()
                    + " does without");
        }
    }

    /** Whether it is a class of Agrona's or below one. */
    private static boolean isAgronas(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getName().startsWith("org.agrona.")) {
                return true;
            }
        }
        return false;
    }
}
