package org.ccache.allocator.hostile;

/**
 * Takes the Java heap to its last object, and gives it back. Keeps no list: what it holds hangs together by itself.
 * Most of it stays taken from fill to fill, so that a fill costs a few collections of a heap in which little lives.
 */
final class HeapHog {
    /** The smallest object that can hold another: 16 bytes. */
    private static final class Link {
        @SuppressWarnings({"unused", "UnusedVariable"}) // it keeps the next one alive
        private final Link next;

        Link(Link next) {
            this.next = next;
        }
    }

    @SuppressWarnings({"unused", "UnusedVariable"}) // it keeps what it holds alive
    private static final class Piece {
        private final Piece next;
        private final byte[] payload;

        Piece(Piece next, byte[] payload) {
            this.next = next;
            this.payload = payload;
        }
    }

    private static final int CUSHION = 4 << 20; // enough for the first use of another front end, an audit, a trace
    private static final int[] COARSE = {1 << 20, 64 << 10};
    private static final int FINE = 4096;

    private Piece coarse;
    private Piece fine;
    private Link finest;

    @SuppressWarnings("UnusedVariable") // it is kept so that others do not get it
    private byte[] rest;

    /** Full but for so many bytes in one piece. What came free since the last time is taken as well. */
    void fill(int slack) {
        ease();
        if (coarse == null) {
            rest = new byte[CUSHION];
            for (int size : COARSE) {
                coarse = pieces(coarse, size);
            }
        }
        rest = null;
        rest = new byte[slack];
        fine = pieces(fine, FINE);
        try {
            while (true) {
                finest = new Link(finest);
            }
        } catch (OutOfMemoryError e) {
            rest = null; // a collection will find it
        }
    }

    private static Piece pieces(Piece end, int bytes) {
        Piece chain = end;
        try {
            while (true) {
                chain = new Piece(chain, new byte[bytes - 16]);
            }
        } catch (OutOfMemoryError e) {
            return chain;
        }
    }

    /** Leaves enough for anything a test does in peace. */
    void ease() {
        finest = null;
        fine = null;
        rest = null;
    }

    void release() {
        ease();
        coarse = null;
    }
}
