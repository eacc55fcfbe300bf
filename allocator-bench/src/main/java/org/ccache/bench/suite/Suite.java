package org.ccache.bench.suite;

import org.ccache.bench.measure.Contender;

/** Names that results are kept under. */
public final class Suite {
    /** The product under measurement. */
    public static final String OURS = Contender.OURS;

    /** A second process of the product in each block: its ratio to the first shows what the method can tell apart. */
    public static final String CONTROL = Contender.CONTROL;

    private Suite() {}
}
