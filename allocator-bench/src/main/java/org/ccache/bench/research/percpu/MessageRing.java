package org.ccache.bench.research.percpu;

import org.ccache.rseq.ring.MessageHandler;

/** A ring to compare: many producers, one consumer. */
interface MessageRing {
    /** Puts a message: false if there is no room. */
    boolean offer(Message message);

    /** Hands out at most so many messages: how many it were. */
    int read(MessageHandler handler, int limit);

    void close();
}
