package org.ccache.bench.workload.memory;

import java.util.SplittableRandom;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.workload.Lognormal;

/**
 * A peak and then nothing: fills to the wanted bytes with mixed sizes, frees all of it, the second half from another
 * thread, and watches what stays resident, second by second and then after a trim. Small sizes are lognormal from 16 B
 * to 64 KiB (median 256 B, sigma 1.5); one block in 2,000 is large, up to a mebibyte.
 */
final class RestWorkload implements MemoryWorkload {
    private static final int LARGE_ONE_IN = 2_000;
    private static final int SMALLEST_LARGE = 64 << 10;
    private static final int LARGEST = 1 << 20;

    /** Mean size is far above it, so that as many slots as this for the bytes are never used up. */
    private static final int BYTES_PER_SLOT = 256;

    @Override
    public String name() {
        return "rest";
    }

    /** Half is freed by another thread. */
    @Override
    public boolean suits(PeerInfo peer) {
        return peer.anyThread();
    }

    @Override
    public void run(Peer peer, Scale settings, Meter meter) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(settings.seed());
        Lognormal small = new Lognormal(1.5, 256, 16, 64 << 10);
        Blocks blocks = new Blocks(peer, Math.toIntExact(settings.bytes() / BYTES_PER_SLOT));
        meter.baseline();
        int used = 0;
        while (blocks.requested() < settings.bytes() && used < blocks.slots()) {
            boolean large = random.nextInt(LARGE_ONE_IN) == 0;
            blocks.replace(used++, large ? random.nextInt(SMALLEST_LARGE, LARGEST + 1) : small.next(random));
        }
        meter.sample(Sample.FULL, blocks.requested());
        blocks.freeRange(0, used / 2);
        int end = used;
        Thread other = Thread.ofPlatform().name("rest-free").start(() -> blocks.freeRange(end / 2, end));
        other.join();
        long freed = System.nanoTime();
        for (int second = 0; second <= settings.idleSeconds(); second++) {
            if (second > 0) {
                Thread.sleep(Math.max(0, second * 1000L - (System.nanoTime() - freed) / 1_000_000));
            }
            meter.sample(Sample.REST, blocks.requested());
        }
        meter.figure("trim", peer.trim() ? 1 : 0);
        meter.sample(Sample.TRIMMED, blocks.requested());
        meter.operations(blocks.operations());
    }
}
