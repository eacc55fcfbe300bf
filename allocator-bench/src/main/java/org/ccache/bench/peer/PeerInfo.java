package org.ccache.bench.peer;

import java.util.List;

/**
 * What is known of a contender without opening it.
 *
 * @param name as the command line takes it
 * @param family which of the comparisons it stands in
 * @param licence SPDX identifier, or a few words
 * @param how the interface it is called through, and its settings
 * @param anyThread whether a block may be freed by another thread than the one that allocated it
 * @param contents whether each block has memory of its own: a bound on cost need not
 * @param largest largest block it serves, in bytes
 * @param flags of the JVM that measures it, beyond those that all get
 */
public record PeerInfo(
        String name,
        Family family,
        String licence,
        String how,
        boolean anyThread,
        boolean contents,
        long largest,
        List<String> flags) {

    /** Kinds of contenders. */
    public enum Family {
        /** The product and its comparators. */
        OURS,
        /** Written in C or C++, called through critical downcalls. */
        NATIVE,
        /** What Java programs use today. */
        JAVA,
        /** No allocator that could be used instead: what the harness costs, or what an allocator must cost at least. */
        BOUND
    }
}
