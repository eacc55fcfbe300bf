package org.ccache.rseq.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ccache.rseq.Crowd;

/**
 * The program of a child JVM: unmaps what is being offered, again and again, as soon as that is allowed. A read of
 * unmapped memory ends the process.
 */
public final class SourceReport {
    private static final int MESSAGE = 512;

    private SourceReport() {}

    @SuppressWarnings("MustBeClosedChecker") // closed beside the producer, as soon as that is allowed
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(arguments[0]);
        int refused = 0;
        Path file = Files.createTempFile("source", null);
        Files.write(file, new byte[MESSAGE]);
        try (PerCpuRingBuffer ring = PerCpuRingBuffer.create(1 << 16);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int round = 0; round < rounds; round++) {
                Arena arena = Arena.ofShared();
                MemorySegment source = channel.map(FileChannel.MapMode.READ_ONLY, 0, MESSAGE, arena);
                boolean[] told = new boolean[1];
                Crowd producer = new Crowd().start(1, number -> told[0] = offerUntilClosed(ring, source));
                for (int spin = 0; spin < 20 * (round % 50); spin++) {
                    Thread.onSpinWait();
                }
                close(arena);
                producer.join();
                refused += told[0] ? 1 : 0;
            }
        } finally {
            Files.delete(file);
        }
        System.out.println("refused=" + refused);
    }

    private static boolean offerUntilClosed(PerCpuRingBuffer ring, MemorySegment source) {
        try {
            while (true) {
                if (!ring.offer(1, source)) {
                    ring.read((type, buffer, offset, length) -> {}, Integer.MAX_VALUE);
                }
            }
        } catch (IllegalStateException closed) {
            return !source.scope().isAlive();
        }
    }

    private static void close(Arena arena) {
        while (true) {
            try {
                arena.close();
                return;
            } catch (IllegalStateException inUse) {
                Thread.onSpinWait();
            }
        }
    }
}
