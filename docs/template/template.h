/* A counter of events per index, the smallest useful restartable sequence. Included by the assembly too: above the guard
 * only plain numbers.
 *
 * One slot per index, a cache line each, so that two CPUs never share one:
 *
 *   0        8                                                      64
 *   +--------+------------------------------------------------------+
 *   | count  |   -                                                  |
 *   +--------+------------------------------------------------------+
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#define SLOT_SHIFT 6 /* 64 bytes */

/* struct rseq (Linux uapi): what the kernel and a sequence tell each other. */
#define RSEQ_CPU_ID 4
#define RSEQ_CS 8
#define RSEQ_MM_CID 24

/* The word before an abort handler. It is checked against the one that the C library registered: not ours to choose. */
#if defined(__x86_64__)
#define RSEQ_SIGNATURE 0x53053053
#elif defined(__aarch64__)
#define RSEQ_SIGNATURE 0xd428bc00
#endif

#define TEMPLATE_NO_INDEX -1 /* the index is not below the limit: this thread is not registered, or the limit is wrong */
#define TEMPLATE_GAVE_UP -2  /* aborted too often: nothing was counted */

#ifndef __ASSEMBLER__

/* Adds 1 to the slot of the index on which the calling thread runs.
 *
 *   area    of struct rseq, bytes from the thread pointer: __rseq_offset, or org.ccache.rseq.Rseq.areaOffset()
 *   field   RSEQ_MM_CID or RSEQ_CPU_ID: which index, Rseq.indexField()
 *   slots   address of the first slot, aligned to 64
 *   limit   number of slots, Rseq.indexes()
 *   rounds  of an empty loop inside the sequence: 0 in earnest, more to see what a long sequence suffers
 *   most    aborts after which the call gives up, at least 1
 *
 * Returns the aborts that this call met on its way, or TEMPLATE_NO_INDEX or TEMPLATE_GAVE_UP.
 * Any thread, any number at once, signal handlers included. */
long template_count(long area, long field, void *slots, long limit, long rounds, long most);

#endif
#endif
