/**
 * What per-CPU memory is made of: the mapping with its regions, who works on them when, and the sequences' twins
 * in plain Java. Not exported; {@code org.ccache.rseq} and {@code org.ccache.rseq.ring} are its users.
 */
package org.ccache.rseq.space;
