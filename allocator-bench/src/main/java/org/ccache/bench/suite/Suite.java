package org.ccache.bench.suite;

import java.util.Set;

/** Names that results are kept under. */
public final class Suite {
    /** The product under measurement. */
    public static final String OURS = "ccache";

    /** A second process of the product in each block: its ratio to the first shows what the method can tell apart. */
    public static final String CONTROL = "ccache (A/A)";

    /** Of the Java side, those so slow that fewer processes show all there is to see. */
    public static final Set<String> ORIENTATION = Set.of("arena-shared", "arena-auto", "arena-confined", "agrona");

    private Suite() {}
}
