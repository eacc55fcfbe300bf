package org.ccache.bench.trace;

/** What a recorded program asked of its allocator. The codes are those of the raw trace and of the trace file. */
public enum TraceOp {
    /** {@code malloc}. */
    MALLOC(1),
    /**
     * {@code calloc}; the size is the product. Replayed as a plain allocation: the zeroing is not the allocator's cost.
     */
    CALLOC(2),
    /** {@code posix_memalign}, {@code aligned_alloc}, {@code memalign}, {@code valloc}, {@code pvalloc}. */
    ALIGNED(3),
    /** {@code free}. */
    FREE(4),
    /** {@code realloc} that gave a block, moved or not. Releases one block and acquires another. */
    REALLOC(5);

    private static final TraceOp[] BY_CODE = {null, MALLOC, CALLOC, ALIGNED, FREE, REALLOC};

    private final byte code;

    TraceOp(int code) {
        this.code = (byte) code;
    }

    /** The byte that stands for this operation in both file formats. */
    public byte code() {
        return code;
    }

    /** True if the operation gives a block to the program. */
    public boolean acquires() {
        return this != FREE;
    }

    /** True if the operation takes a block from the program. */
    public boolean releases() {
        return this == FREE || this == REALLOC;
    }

    /**
     * The operation of a code.
     *
     * @throws IllegalArgumentException if no operation has it
     */
    public static TraceOp of(int code) {
        if (code < 1 || code >= BY_CODE.length) {
            throw new IllegalArgumentException(
                    "operation code " + code + " is not one of 1 to " + (BY_CODE.length - 1));
        }
        return BY_CODE[code];
    }
}
