package org.ccache.bench.replay;

import java.util.List;

/**
 * The replay of one thread's program against a peer, over and over. Used by one thread, but for reading the figures
 * after.
 */
interface ThreadReplay {

    /** Runs the program once. */
    void round(StampMode mode);

    /** Forgets what was found in the last round; for those who then run the segments themselves, each in its turn. */
    void begin();

    /** Runs one segment, and returns its steps. */
    int segment(int segment, StampMode mode);

    /** Time spent waiting for other threads in the last round. */
    ReplayWait waited();

    /** Steps done in all rounds; grows with each segment, and any thread may read it. */
    long steps();

    /** Blocks found changed in the last round. */
    long failures();

    /** The first of them. */
    List<StampFailure> firstFailures();
}
