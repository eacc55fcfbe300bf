package org.ccache.bench.workload.server;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What goes over the wire. A frame's first four bytes are its size, themselves included; the next four and the last
 * four tell which request it belongs to, so that a block that was handed out twice shows. The bytes between are not
 * looked at.
 *
 * <p>Sizes follow the pattern that Netty's benchmarks call web socket proxy (AllocationPatternSimulator, Apache-2.0):
 * its six most frequent sizes with their shares, and for the rest of 11 % anything up to 4 KiB.
 */
final class Frames {
    /** Bytes of the size. */
    static final int HEADER = 4;

    /** Smallest frame: the size and both stamps do not overlap. */
    static final int LEAST = 15;

    /** Largest frame. */
    static final int LARGEST = 16_639;

    private static final int STAMP = 4;
    private static final int UNIFORM_TO = 4096;

    /** Size and share in percent. */
    private static final int[][] SHARES = {{1024, 33}, {256, 24}, {LEAST, 12}, {LARGEST, 11}, {636, 6}, {2048, 3}};

    private static final int DRAWN = 1 << 13;

    private final int[] sizes = new int[DRAWN];

    Frames(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < DRAWN; i++) {
            sizes[i] = draw(random);
        }
    }

    private static int draw(SplittableRandom random) {
        int percent = random.nextInt(100);
        for (int[] share : SHARES) {
            percent -= share[1];
            if (percent < 0) {
                return share[0];
            }
        }
        return random.nextInt(LEAST, UNIFORM_TO + 1);
    }

    /** Size of the frame of a request. */
    int size(long request) {
        return sizes[(int) request & (DRAWN - 1)];
    }

    /** Makes a buffer hold the frame of a request, to be written from its start. */
    void put(long request, ByteBuffer out) {
        int size = size(request);
        out.clear().limit(size);
        out.putInt(0, size).putInt(HEADER, (int) request).putInt(size - STAMP, last(request));
    }

    /** Whether the frame at an index is that of a request, whose size it has. */
    boolean intact(long request, ByteBuffer in, int at) {
        return in.getInt(at + HEADER) == (int) request && in.getInt(at + size(request) - STAMP) == last(request);
    }

    private static int last(long request) {
        return (int) request * 0x9E3779B9 ^ 0x5BD1E995;
    }
}
