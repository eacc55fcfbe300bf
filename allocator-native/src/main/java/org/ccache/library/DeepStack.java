package org.ccache.library;

import org.ccache.sync.StackHeadroom;

/**
 * Whether the rest of the calling thread's stack is long enough to link downcalls, which takes less than 80 KiB (JDK
 * 25, x86-64). Threads of half a megabyte often have it not, by what a compiler makes of the descent
 * ({@link StackHeadroom}), which costs no more than a thread.
 */
final class DeepStack {
    private static final int BYTES = 160 << 10;

    private DeepStack() {}

    static boolean room() {
        try {
            StackHeadroom.check(BYTES);
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }
}
