/**
 * Restartable sequences as the product uses them: whether this process has them, which is the self test's to say, by
 * which index, the calls of all of them, how those of other CPUs are aborted, and who may touch a region when.
 *
 * <p>Here no memory is owned and no argument checked: that is for the allocator's caches and
 * {@code org.ccache.rseq.space}. Not for applications, whose package is {@code org.ccache.rseq}. Knows {@code os} and
 * what is below it.
 */
package org.ccache.sequence;
