package org.ccache.allocator;

import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;

/** Bad arguments: the checks, and the errors that say what was given and what is allowed. */
final class BadArguments {
    private BadArguments() {}

    static void checkSize(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + ": must be 0 or more bytes");
        }
    }

    static void checkAlignment(long alignment) {
        if (alignment <= 0 || (alignment & alignment - 1) != 0) {
            throw new IllegalArgumentException("alignment " + alignment + ": must be a power of two");
        }
    }

    /** Of a segment: as the JDK's arenas say it. */
    static void checkSegment(long size, long alignment) {
        if (size < 0) {
            throw new IllegalArgumentException("The provided allocation size is negative: " + size);
        }
        if (alignment <= 0 || (alignment & alignment - 1) != 0) {
            throw new IllegalArgumentException("Invalid alignment constraint : " + alignment);
        }
    }

    static InvalidAddressException wrongSize(long address, long size, long alignment, long usable) {
        return new InvalidAddressException("free(0x" + Long.toHexString(address) + ", " + size + ", " + alignment
                + "): the block of " + usable + " bytes was not allocated with this size and alignment");
    }

    static InvalidAddressException tooSmall(long address, long size, long usable) {
        return new InvalidAddressException(
                "segment(0x" + Long.toHexString(address) + ", " + size + "): the block has " + usable + " bytes");
    }

    /** Of an address that stands at two positions of a batch, from 0 on. */
    static InvalidAddressException twice(long address, int first, int second) {
        return new InvalidAddressException("free of a batch: position " + second + ": 0x" + Long.toHexString(address)
                + " stands at position " + first + " too");
    }

    /** What is wrong with the block at a position of a batch, from 0 on. */
    static InvalidAddressException inBatch(int position, RuntimeException wrong) {
        InvalidAddressException error =
                new InvalidAddressException("free of a batch: position " + position + ": " + wrong.getMessage());
        error.initCause(wrong);
        return error;
    }

    /** An address that is no block, by what the span map says of it. */
    static InvalidAddressException invalid(String method, long address, int entry) {
        String call = method + "(0x" + Long.toHexString(address) + "): ";
        if (entry == SpanMap.FREE || entry == SpanMap.PURGING) {
            return new InvalidAddressException(call + "no block: outside this allocator, or given back");
        }
        if (entry > SizeClasses.LAST_SHARED) {
            return new InvalidAddressException(call + "not a block start: inside a large block");
        }
        long offset = address - SlabLayout.slab(address, entry);
        return new InvalidAddressException(call + "not a block start: class " + entry + ", block size "
                + SizeClasses.size(entry) + ", slab base 0x" + Long.toHexString(address - offset) + ", offset "
                + offset);
    }
}
