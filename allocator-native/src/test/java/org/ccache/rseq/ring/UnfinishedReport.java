package org.ccache.rseq.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.ccache.library.FullHeap;

/**
 * The program of a child JVM: more offers end with an error than the ring has room to remember, and the Java heap is
 * full. Prints how many did, and what is left in the ring when all has been read.
 */
public final class UnfinishedReport {
    private static final int MESSAGE = 1024; // too long to be copied by the sequence
    private static final int REMEMBERED = 64;
    private static final int MORE = 40;

    private static int ended; // no field of an object: there may be no heap for one
    private static int other;

    private UnfinishedReport() {}

    /** No arguments. */
    @SuppressWarnings("MustBeClosedChecker") // closed before it is used
    public static void main(String[] arguments) {
        Arena arena = Arena.ofShared();
        MemorySegment gone = arena.allocate(MESSAGE);
        arena.close();
        int[] read = new int[1];
        MessageHandler handler = (type, buffer, offset, length) -> read[0]++;
        try (PerCpuRingBuffer ring = PerCpuRingBuffer.create(1 << 18)) {
            offer(ring, gone, REMEMBERED);
            FullHeap.fill();
            offer(ring, gone, MORE);
            FullHeap.release();
            boolean put = ring.offer(1, MemorySegment.ofArray(new byte[8]));
            while (ring.read(handler, Integer.MAX_VALUE) > 0) {
                // to the end
            }
            System.out.println("ended=" + ended);
            System.out.println("other=" + other);
            System.out.println("put=" + put);
            System.out.println("read=" + read[0]);
            System.out.println("left=" + ring.size());
        }
    }

    private static void offer(PerCpuRingBuffer ring, MemorySegment source, int times) {
        for (int i = 0; i < times; i++) {
            try {
                ring.offer(1, source);
                other++;
            } catch (IllegalStateException | OutOfMemoryError e) { // the second if there is no heap for the first
                ended++;
            }
        }
    }
}
