/** A ring buffer with many producers and one consumer, made of sequences: a ring for each index. */
package org.ccache.rseq.ring;
