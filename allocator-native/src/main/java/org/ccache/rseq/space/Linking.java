package org.ccache.rseq.space;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.layout.SpaceLayout;
import org.ccache.os.Machine;
import org.ccache.os.ZeroedMemory;
import org.ccache.sequence.PerCpuCalls;
import org.ccache.sequence.RemoteFence;
import org.ccache.sequence.RseqChoice;
import org.ccache.sync.StackHeadroom;

/**
 * Links what per-CPU memory may need, before there is any: call sites, and the classes that have initialisers, the
 * JDK's too.
 *
 * <p><b>Prevented.</b> A class whose initialiser fails is broken for ever, for whatever passing reason it failed: the
 * first use stands near the end of the stack, or the Java heap is full. So nothing with an initialiser is touched
 * before there is room for all of them; without it the first use fails, with an error that says so, and the next one
 * begins anew. And nothing is linked in the midst of an operation: there it would need more stack and heap than the
 * operation.
 */
public final class Linking {
    private static final int STACK_BYTES = 45 << 10; // it takes less than 34 KiB to link all

    // In all 1 MiB: linking leaves 340 KiB alive, beside 5 MiB of garbage.
    private static final int HEAP_ARRAYS = 8;
    private static final int HEAP_ARRAY_BYTES = 128 << 10;
    private static final int SCRATCH_BYTES = 1024;

    private static volatile boolean done;

    private Linking() {}

    /**
     * Idempotent; cheap once done.
     *
     * @throws StackOverflowError if there is not enough stack; nothing was begun
     * @throws OutOfMemoryError if there is not enough Java heap; nothing was begun
     */
    static void link() {
        if (done) {
            return;
        }
        requireRoom();
        PerCpuCalls.link();
        if (RseqChoice.usable()) {
            RemoteFence.link();
        }
        rehearse();
        done = true;
    }

    /**
     * For whatever is done for the first time.
     *
     * @throws StackOverflowError if there is not enough stack
     * @throws OutOfMemoryError if there is not enough Java heap
     */
    public static void requireRoom() {
        StackHeadroom.check(STACK_BYTES);
        byte[][] heap = new byte[HEAP_ARRAYS][]; // no large one, which a collector may refuse for another reason
        for (int i = 0; i < HEAP_ARRAYS; i++) {
            heap[i] = new byte[HEAP_ARRAY_BYTES];
        }
    }

    /** Every way of touching memory, once. */
    private static void rehearse() {
        ValueLayout.JAVA_LONG.varHandle(); // before the initialiser that asks for them
        ValueLayout.JAVA_INT.varHandle();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(SCRATCH_BYTES, Long.BYTES);
            long at = Long.BYTES;
            PlainOperations.add(words, at, 1);
            PlainOperations.compareStore(words, at, 1, 0);
            PlainOperations.listPush(words, at, words, words.address());
            PlainOperations.listPop(words, at, words);
            PlainOperations.listTake(words, at);
            PlainOperations.storeBatch(words, 0, at, words.asSlice(SCRATCH_BYTES / 2), 1, 1);
            PlainOperations.copyStore(words, 0, at, words.asSlice(SCRATCH_BYTES / 2));
            words.fill((byte) 0);
            MemorySegment source = MemorySegment.ofArray(new byte[1]);
            PlainOperations.ringPut(words, 0, 64, 1, 1, source, 0);
            PlainOperations.ringPut(words, 0, 64, 1, 1, words, SpaceLayout.RING_DATA);
            PlainOperations.ringPut(words, 0, 64, 1, 1, null, 0);
            Words.getOpaque(words, at);
            Words.getInt(words, at);
            Words.getIntAcquire(words, at);
            Words.setIntRelease(words, at, 0);
            words.asReadOnly();
        }
        ZeroedMemory.words(Long.BYTES);
        ZeroedMemory.purge(ZeroedMemory.allocate(Machine.pageSize()));
        if (!RseqChoice.usable()) {
            new RegionLock().tryLock();
        }
    }
}
