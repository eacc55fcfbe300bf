package org.ccache.library;

import org.ccache.sync.StackHeadroom;

/**
 * Whether the rest of the calling thread's stack is long enough to link downcalls, which takes less than 80 KiB (JDK
 * 25, x86-64). As in {@link StackHeadroom} what counts is bytes: a frame here has 116 bytes compiled by C2, 289
 * interpreted, so all have 160 to 400 KiB. Threads of half a megabyte often fail it, which costs no more than a thread.
 */
final class DeepStack {
    private static final int FRAMES = 1400;

    private DeepStack() {}

    static boolean room() {
        try {
            StackHeadroom.check(FRAMES);
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }
}
