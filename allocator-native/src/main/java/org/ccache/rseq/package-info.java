/**
 * Restartable sequences for the JVM: the mode of this process, and per-CPU data made of them.
 *
 * <p>An <em>index</em> is the kernel's concurrency id of the running thread (mm_cid), or its CPU number where the
 * kernel has none: no two threads of the process run with the same index at once.
 */
package org.ccache.rseq;
