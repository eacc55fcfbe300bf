package org.ccache.bench.replay;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import org.ccache.bench.peer.Peer;

/**
 * Replays a program against a peer, round after round, with one thread of the peer's kind per recorded thread. The
 * threads live until the replayer is closed, so caches bound to threads stay warm between rounds. After each round no
 * block is live.
 *
 * <p>Not thread-safe: one thread runs the rounds and closes. The peer stays open.
 */
public final class Replayer implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Peer peer;
    private final ReplayProgram program;
    private final ReplaySync sync;
    private final List<Worker> workers = new ArrayList<>();
    private final Phaser gate; // all meet here before and after each round
    private volatile StampMode mode; // of the round about to start; null: the threads end
    private boolean closed;

    /** Starts the threads, which wait for the first round. */
    public Replayer(ReplayProgram program, Peer peer) {
        this.peer = peer;
        this.program = program;
        int threads = program.threads().size();
        this.sync = new ReplaySync(peer, program.sharedSlots(), threads);
        this.gate = new Phaser(threads + 1);
        for (ThreadProgram thread : program.threads()) {
            workers.add(new Worker(ReplayLoops.create(peer, thread, sync)));
        }
        for (Worker worker : workers) {
            worker.thread.start();
        }
    }

    /**
     * Replays once.
     *
     * @throws ReplayException if the peer threw; this replayer is then of no more use
     * @throws IllegalStateException if this replayer is closed or a round failed before
     */
    public ReplayResult round(StampMode stampMode) {
        if (closed || sync.failure() != null) {
            throw new IllegalStateException(closed ? "the replayer is closed" : "an earlier round failed");
        }
        mode = stampMode;
        sync.reset(program);
        gate.arriveAndAwaitAdvance();
        gate.arriveAndAwaitAdvance();
        if (sync.failure() != null) {
            throw new ReplayException(
                    "replay of " + program.trace().program() + " on " + peer.name() + " failed: " + sync.failure(),
                    sync.failure());
        }
        return result(stampMode);
    }

    /** Replays {@code count} times. */
    public List<ReplayResult> rounds(int count, StampMode stampMode) {
        List<ReplayResult> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(round(stampMode));
        }
        return results;
    }

    private ReplayResult result(StampMode stampMode) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        long cpu = 0;
        long wait = 0;
        long waits = 0;
        long failures = 0;
        List<StampFailure> firstFailures = new ArrayList<>();
        for (Worker worker : workers) {
            first = Math.min(first, worker.started);
            last = Math.max(last, worker.ended);
            cpu += worker.cpuNanos;
            wait += worker.replay.waited().nanos();
            waits += worker.replay.waited().waits();
            failures += worker.replay.failures();
            firstFailures.addAll(worker.replay.firstFailures());
        }
        return new ReplayResult(
                peer.name(),
                program.trace().program(),
                stampMode,
                workers.size(),
                program.operations(),
                workers.isEmpty() ? 0 : last - first,
                cpu,
                wait,
                waits,
                program.peakLiveBytes(),
                failures,
                firstFailures);
    }

    /** Calls of the allocator in all rounds, the current one included; any thread may ask. */
    public long operations() {
        return workers.stream().mapToLong(worker -> worker.replay.steps()).sum();
    }

    /** Ends the threads and waits for them, so that what their exit gives back has been given back. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        mode = null;
        gate.arriveAndAwaitAdvance();
        for (Worker worker : workers) {
            worker.join();
        }
    }

    private final class Worker {
        private final ThreadReplay replay;
        private final Thread thread;
        // Written by the thread before it comes to the gate, read after.
        private long started;
        private long ended;
        private long cpuNanos;

        Worker(ThreadReplay replay) {
            this.replay = replay;
            this.thread = peer.thread(this::run);
            thread.setName("replay-" + workers.size());
        }

        private void run() {
            gate.arriveAndAwaitAdvance();
            while (mode != null) {
                round();
                gate.arriveAndAwaitAdvance();
                gate.arriveAndAwaitAdvance();
            }
        }

        private void round() {
            long cpu = THREADS.getCurrentThreadCpuTime();
            started = System.nanoTime();
            try {
                replay.round(mode);
            } catch (Throwable e) { // whatever the peer throws: the other threads must not wait for this one
                sync.fail(e);
            }
            ended = System.nanoTime();
            cpuNanos = THREADS.getCurrentThreadCpuTime() - cpu;
        }

        void join() {
            boolean interrupted = false;
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
