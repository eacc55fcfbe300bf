package org.ccache.bench.measure;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * What a child JVM is told to do: a record whose fields go with it as JSON, under the name of its {@link JsonTypeName}.
 * The name stays when the class moves: another build may be told the same.
 */
public sealed interface Task {

    /**
     * The arguments by which builds from before the command {@code measure} are told the same; none if they cannot be.
     * They answer alike.
     */
    default List<String> formerly() {
        return List.of();
    }

    /** One that measures, answers and ends. */
    non-sealed interface Once<R> extends Task {

        /** In the child. The answer is written as JSON. */
        R measure() throws IOException, InterruptedException;
    }

    /** One that stays and answers orders. */
    non-sealed interface Serving extends Task {

        /**
         * In the child: a line to begin with, then one for each order, until the input ends.
         *
         * @param orders a JSON value a line
         * @param answers likewise
         */
        void serve(BufferedReader orders, PrintStream answers) throws IOException;
    }
}
