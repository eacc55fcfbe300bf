package org.ccache.bench.research.model;

import java.util.Arrays;

/**
 * One state of a small machine: two processors, two indexes with a magazine of two slots each, two blocks, a depot,
 * threads that pop and push for ever, and drainers.
 *
 * <p>All cells are in one byte array, so that a state is copied, compared and hashed as a whole. Memory is sequentially
 * consistent; what a weaker one may do besides is a step of its own ({@link Guard#STATE_ACQUIRED}).
 */
final class World {
    static final int PROCESSORS = 2;
    static final int INDEXES = 2;
    static final int SLOTS = 2;
    static final int BLOCKS = 2; // numbered from 1
    static final int NOTHING = 0;
    static final int NOBODY = 0;

    static final int OPEN = 0;
    static final int STOPPED = 1;

    // Per index.
    private static final int STATE = 0;
    private static final int CURRENT = 1;
    private static final int END = 2;
    private static final int SLOT = 3;
    private static final int INDEX_CELLS = SLOT + SLOTS;

    // Per thread: where it is, what the kernel has given it, its registers, and the block it holds.
    static final int PC = 0;
    static final int PROCESSOR = 1; // 0: does not run; else from 1
    static final int INDEX = 2; // that the kernel has given it while it runs
    static final int ARMED = 3;
    static final int R_INDEX = 4;
    static final int R_CURRENT = 5;
    static final int R_VALUE = 6;
    static final int HELD = 7;
    private static final int THREAD_CELLS = 8;

    // Per drainer.
    static final int D_PC = 0;
    static final int D_INDEX = 1;
    static final int D_SEEN = 2; // processor on which the index was seen
    static final int D_COUNT = 3;
    private static final int DRAINER_CELLS = 4;

    private static final int DEPOT = 0; // one bit for each block
    private static final int LOCK = 1; // of the drainers: 0 or its owner, from 1
    private static final int INDEX_START = 2;
    private static final int THREAD_START = INDEX_START + INDEXES * INDEX_CELLS;

    private final int threads;
    private final int drainers;
    private final byte[] cells;

    private World(int threads, int drainers, byte[] cells) {
        this.threads = threads;
        this.drainers = drainers;
        this.cells = cells;
    }

    /** Regions open and empty, all blocks in the depot, nobody running. */
    static World first(int threads, int drainers) {
        World world = new World(
                threads, drainers, new byte[THREAD_START + threads * THREAD_CELLS + drainers * DRAINER_CELLS]);
        world.depot((1 << BLOCKS) - 1);
        for (int index = 0; index < INDEXES; index++) {
            world.end(index, SLOTS);
        }
        return world;
    }

    World copy() {
        return new World(threads, drainers, cells.clone());
    }

    int threads() {
        return threads;
    }

    int drainers() {
        return drainers;
    }

    int depot() {
        return cells[DEPOT];
    }

    void depot(int blocks) {
        cells[DEPOT] = (byte) blocks;
    }

    int lock() {
        return cells[LOCK];
    }

    void lock(int owner) {
        cells[LOCK] = (byte) owner;
    }

    private static int index(int index, int cell) {
        return INDEX_START + index * INDEX_CELLS + cell;
    }

    int state(int index) {
        return cells[index(index, STATE)];
    }

    void state(int index, int state) {
        cells[index(index, STATE)] = (byte) state;
    }

    int current(int index) {
        return cells[index(index, CURRENT)];
    }

    void current(int index, int current) {
        cells[index(index, CURRENT)] = (byte) current;
    }

    int end(int index) {
        return cells[index(index, END)];
    }

    void end(int index, int end) {
        cells[index(index, END)] = (byte) end;
    }

    int slot(int index, int slot) {
        return cells[index(index, SLOT + slot)];
    }

    void slot(int index, int slot, int block) {
        cells[index(index, SLOT + slot)] = (byte) block;
    }

    int thread(int thread, int cell) {
        return cells[THREAD_START + thread * THREAD_CELLS + cell];
    }

    void thread(int thread, int cell, int value) {
        cells[THREAD_START + thread * THREAD_CELLS + cell] = (byte) value;
    }

    int drainer(int drainer, int cell) {
        return cells[THREAD_START + threads * THREAD_CELLS + drainer * DRAINER_CELLS + cell];
    }

    void drainer(int drainer, int cell, int value) {
        cells[THREAD_START + threads * THREAD_CELLS + drainer * DRAINER_CELLS + cell] = (byte) value;
    }

    boolean runs(int thread) {
        return thread(thread, PROCESSOR) != NOBODY;
    }

    /** What is wrong with the state; empty if nothing is. */
    String fault() {
        int[] owners = new int[BLOCKS + 1];
        for (int block = 1; block <= BLOCKS; block++) {
            owners[block] = depot() >> block - 1 & 1;
        }
        for (int index = 0; index < INDEXES; index++) {
            if (current(index) > end(index)) {
                return "magazine " + index + " holds " + current(index) + " blocks, more than its capacity of "
                        + end(index);
            }
            for (int slot = 0; slot < current(index); slot++) {
                owners[slot(index, slot)]++;
            }
        }
        for (int thread = 0; thread < threads; thread++) {
            owners[thread(thread, HELD)]++;
        }
        for (int block = 1; block <= BLOCKS; block++) {
            if (owners[block] != 1) {
                return "block " + block + (owners[block] == 0 ? " is lost" : " is owned " + owners[block] + " times");
            }
        }
        return "";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof World world && Arrays.equals(cells, world.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("depot " + Integer.toBinaryString(depot()));
        for (int index = 0; index < INDEXES; index++) {
            text.append("; magazine ")
                    .append(index)
                    .append(state(index) == OPEN ? " open" : " stopped")
                    .append(" [");
            for (int slot = 0; slot < current(index); slot++) {
                text.append(slot == 0 ? "" : " ").append(slot(index, slot));
            }
            text.append(']');
        }
        for (int thread = 0; thread < threads; thread++) {
            text.append("; T").append(thread).append(" holds ").append(thread(thread, HELD));
        }
        return text.toString();
    }
}
