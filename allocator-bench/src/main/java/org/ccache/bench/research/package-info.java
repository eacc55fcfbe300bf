/**
 * The claims of the document on restartable sequences from which the project grew (docs/claims.md names it) as
 * experiments that anybody can run again: {@code scripts/reproduce}.
 *
 * <p>An experiment is one class that implements {@link org.ccache.bench.research.Experiment} and stands in
 * {@link org.ccache.bench.research.Experiments}. It fills {@link org.ccache.bench.research.Findings} with text, tables,
 * pictures, raw data and checks; the verdict follows from the checks. What is measured in a process of its own goes
 * through {@link org.ccache.bench.research.ExperimentProcesses}.
 */
package org.ccache.bench.research;
