/**
 * Free lists of off-heap nodes, by compare-and-swap and by restartable sequences: what a pair costs, and what the ABA
 * problem does to them.
 */
package org.ccache.bench.research.freelist;
