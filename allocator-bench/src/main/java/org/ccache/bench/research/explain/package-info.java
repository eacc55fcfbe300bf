/** Walks a reader through restartable sequences on their own machine: each claim beside what this machine answers. */
package org.ccache.bench.research.explain;
