/**
 * What Java, assembly and C must agree on, as numbers: the regions of the ccaches, those of per-CPU memory, the native
 * library's table, the kernel's {@code struct rseq}.
 *
 * <p>Here stand offsets, states, codes and how they are taken apart. Nothing here touches memory, keeps state or knows
 * another package.
 */
package org.ccache.layout;
