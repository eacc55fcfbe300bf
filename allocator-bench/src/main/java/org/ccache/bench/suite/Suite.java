package org.ccache.bench.suite;

import org.ccache.bench.measure.Arm;

/** Names that results are kept under. */
public final class Suite {
    /** The product under measurement. */
    public static final String OURS = Arm.OURS;

    /** A second process of the product in each round: its ratio to the first shows what the method can tell apart. */
    public static final String CONTROL = Arm.CONTROL;

    private Suite() {}
}
