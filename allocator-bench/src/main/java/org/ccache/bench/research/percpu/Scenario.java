package org.ccache.bench.research.percpu;

import java.util.List;
import java.util.function.Supplier;
import org.ccache.bench.measure.Arm;

/**
 * One comparison.
 *
 * @param name as reports print it
 * @param threads that run the operation
 * @param consumer whether another thread takes out meanwhile; otherwise everything is taken out between turns
 * @param operations of each thread in a turn
 * @param arms makes those who take part, ours first and the control second
 */
record Scenario(String name, int threads, boolean consumer, int operations, Supplier<List<Arm<ArmWork>>> arms) {}
