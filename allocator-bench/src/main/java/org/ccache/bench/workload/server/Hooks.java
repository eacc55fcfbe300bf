package org.ccache.bench.workload.server;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What the threads of a lane tell it and ask it.
 *
 * @param stopped whether to end
 * @param count adds operations
 * @param requested bytes of live blocks now
 * @param fail keeps a failure
 */
record Hooks(BooleanSupplier stopped, LongConsumer count, LongConsumer requested, Consumer<Throwable> fail) {}
