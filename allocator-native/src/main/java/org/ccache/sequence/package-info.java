/**
 * Restartable sequences as the product uses them: whether this process has them, which is the self test's to say, by which index,
 * how those of other CPUs are aborted, and the calls of all of them.
 *
 * <p>Here nothing is checked, kept or waited for but the self test: who may touch which words when is for the callers, that is
 * the allocator's caches and {@code org.ccache.rseq.space}. Not for applications, whose package is {@code org.ccache.rseq}. Knows
 * {@code os} and what is below it.
 */
package org.ccache.sequence;
