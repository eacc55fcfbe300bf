package org.ccache.bench.peer;

import java.util.List;

/**
 * What is known of a peer without opening it.
 *
 * @param name as results keep it; as the command line takes it, too, but for a library, which is given by its path
 *      there
 * @param family which of the comparisons it stands in
 * @param licence SPDX identifier, or a few words
 * @param how the interface it is called through, and its settings
 * @param anyThread whether a block may be freed by another thread than the one that allocated it
 * @param largest largest block it serves, in bytes
 * @param flags of the JVM that measures it, beyond those that all get
 * @param orientation whether fewer processes are enough: it is slow, or a variant of another one
 */
public record PeerInfo(
        String name,
        Family family,
        String licence,
        String how,
        boolean anyThread,
        long largest,
        List<String> flags,
        boolean orientation) {

    /** The largest block of an allocator that has no limit of its own. */
    public static final long ANY_SIZE = 1L << 40;

    /** Kinds of peers. */
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

    PeerInfo(String name, Facts facts) {
        this(
                name,
                facts.family(),
                facts.licence(),
                facts.how(),
                facts.anyThread(),
                facts.largest(),
                List.of(facts.flags()),
                facts.orientation());
    }

    /** Whether each block has memory of its own: a bound on cost has not. */
    public boolean contents() {
        return family != Family.BOUND;
    }
}
