package org.ccache.bench.first;

/**
 * A process in the raw data.
 *
 * @param arm its title
 * @param ahead whether it was started from an AOT cache
 */
public record StartRow(String workload, String arm, boolean ahead, int round, StartOutcome outcome) {}
