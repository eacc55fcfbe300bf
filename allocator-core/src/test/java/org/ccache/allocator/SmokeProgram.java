package org.ccache.allocator;

import java.util.ArrayList;
import java.util.List;

/** A small user of the allocator, for JVMs of its own: each front end that works there, from several threads. */
public final class SmokeProgram {
    private SmokeProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            System.out.println("frontEnd=" + allocator.frontEnd());
            System.out.println("mode=" + allocator.stats().mode());
            System.out.println("reason=" + allocator.stats().reason());
            System.out.println("reserved=" + allocator.stats().reservedBytes());
        }
        List<FrontEnd> works = new ArrayList<>();
        for (FrontEnd frontEnd : CountedAllocator.frontEnds().toList()) {
            smoke(frontEnd);
            works.add(frontEnd);
        }
        System.out.println("works=" + works);
        if (arguments.length > 0) {
            long bytes = Long.parseLong(arguments[0]);
            try {
                CcacheAllocator.builder().reserve(bytes).build().close();
                System.out.println("exact=reserved");
            } catch (OutOfMemoryError e) {
                System.out.println("exact=" + e.getMessage());
            }
        }
    }

    private static void smoke(FrontEnd frontEnd) throws InterruptedException {
        CountedAllocator counted = new CountedAllocator(
                CcacheAllocator.builder().frontEnd(frontEnd).build());
        List<Thread> threads = new ArrayList<>();
        for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual(), Thread.ofPlatform())) {
            threads.add(builder.start(() -> {
                List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 3000; i++) {
                    blocks.add(counted.allocate(i));
                }
                blocks.add(counted.allocate(200_000, 4096));
                blocks.subList(0, 2000).forEach(counted::free);
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (counted.count() != 3 * 1001) {
            throw new AssertionError("a thread failed: " + counted.count() + " blocks are live");
        }
        counted.settle();
    }
}
