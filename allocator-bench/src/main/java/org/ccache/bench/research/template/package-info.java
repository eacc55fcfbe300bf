/**
 * The Java side of {@code docs/template}: a restartable sequence from a library of one's own, called through
 * {@code org.ccache.rseq}.
 */
package org.ccache.bench.research.template;
