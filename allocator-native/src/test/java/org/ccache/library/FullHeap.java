package org.ccache.library;

/** The Java heap of a child JVM to its last object, and back. */
public final class FullHeap {
    private static Object hog;

    private FullHeap() {}

    /** Takes all there is. */
    public static void fill() {
        for (int bytes = 1 << 20; bytes >= 16; bytes /= 2) {
            try {
                while (true) {
                    Object[] link = {hog, new byte[bytes]};
                    hog = link;
                }
            } catch (OutOfMemoryError e) {
                // smaller ones
            }
        }
    }

    /** Gives it back. */
    public static void release() {
        hog = null;
    }
}
