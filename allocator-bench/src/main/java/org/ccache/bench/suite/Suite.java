package org.ccache.bench.suite;

import java.util.Set;
import org.ccache.bench.measure.Contender;

/** Names that results are kept under. */
public final class Suite {
    /** The product under measurement. */
    public static final String OURS = Contender.OURS;

    /** A second process of the product in each block: its ratio to the first shows what the method can tell apart. */
    public static final String CONTROL = Contender.CONTROL;

    /**
     * Shown for orientation, by fewer processes: of the Java side those that are slow or variants of others, and our front
     * end for machines without restartable sequences.
     */
    public static final Set<String> ORIENTATION = Set.of(
            "striped",
            "netty-adaptive-ftl",
            "netty-pooled-ftl",
            "arrow",
            "agrona",
            "arena-shared",
            "arena-auto",
            "arena-confined");

    private Suite() {}
}
