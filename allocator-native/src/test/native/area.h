/* The code under test holds a number in place of the offset of the rseq area (sequences.h, AREA). The product's loader writes
 * the offset into the library's file (org.ccache.library.AreaSites); a test program writes it into its own code. */
#ifndef CCACHE_AREA_H
#define CCACHE_AREA_H

/* At every place that the section ccache_sites names; once, before any sequence runs. Ends the program with exit status 2 where
 * a place does not hold the number, or the number is left anywhere in its code. */
void area_write(long offset);

#endif
