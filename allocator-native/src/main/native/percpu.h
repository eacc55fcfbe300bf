/* Per-CPU memory: offsets shared by percpu_*.S, the tests and (by the second ABI stamp) Java. Plain numbers only, as in
 * sequences.h, whose state and result codes hold here too.
 *
 * One mapping for all indexes; regions of any multiple of 128 bytes:
 *
 *       -128     -120      -112        base = region 0                     base + stride = region 1
 *   ----+--------+---------+-----------+-------------------+-- ... --------+----------
 *       | limit  | stride  | capacity  | state … words     |               | state …
 *   ----+--------+---------+-----------+-------------------+-- ... --------+----------
 *
 *   region:  0 state (32) | 4 - (32) | 8 aborts | 16 … the user's words
 *   ring:    16 head | 24 tail seen | 128 tail | 256 … data (capacity bytes, a power of two)
 */
#ifndef CCACHE_PERCPU_H
#define CCACHE_PERCPU_H

#include "sequences.h"

/* From the base, never written once a sequence may run. */
#define SPACE_LIMIT (-128)
#define SPACE_STRIDE (-120)
#define SPACE_CAPACITY (-112)

#define LINK 0                   /* offset in a list's node of the next node's address */

#define RING_HEAD 16             /* bytes ever put in; the owner's */
#define RING_SEEN 24             /* the tail as the owner saw it last: spares it the consumer's cache line */
#define RING_TAIL 128            /* bytes ever taken out; the consumer's, on a line of its own */
#define RING_DATA 256
#define RECORD_HEADER 8          /* length with the header (32) | type (32); records are multiples of 8 */
#define RECORD_PADDING (-1)      /* type of the record that fills the rest before the end */

#define RESULT_DIFFERENT 6       /* a word was not as expected */

#define MAX_STORES 16            /* compares and stores of one batch together */
#define MAX_COPY 512             /* bytes copied inside a sequence */

#endif
