package org.ccache.bench.research;

import java.nio.file.Path;

/**
 * How an experiment is run.
 *
 * @param quick only to see that everything runs: seconds instead of minutes, nothing to publish
 * @param scratch an existing folder for files of the run that are not published
 * @param guests what {@code scripts/lab} printed for this experiment; null if it was not asked
 */
public record Conditions(boolean quick, Path scratch, Path guests) {

    /** The one or the other, by size of the run. */
    public <T> T choose(T whenQuick, T otherwise) {
        return quick ? whenQuick : otherwise;
    }
}
