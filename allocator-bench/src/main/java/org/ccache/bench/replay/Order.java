package org.ccache.bench.replay;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a worker is told, each on a line. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Order.Round.class, name = "round"),
    @JsonSubTypes.Type(value = Order.Finish.class, name = "finish")
})
sealed interface Order {

    /** Passes over the trace, to be answered by a {@link RoundResult}. */
    record Round(StampMode mode, int passes) implements Order {}

    /** The last one, to be answered by a {@link WorkerSummary}. */
    record Finish() implements Order {}
}
