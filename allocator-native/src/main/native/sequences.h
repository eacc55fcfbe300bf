/* Offsets, states and result codes shared by the assembly, the C files and (by the ABI stamp) by Java.
 * Everything here must be a plain number: the file is included by .S files too.
 *
 * One region per index, at base + (index << REGION_SHIFT); untouched memory is zero and so reads as CLOSED:
 *
 *   0        4        8               16         32         48
 *   +--------+--------+---------------+----------+----------+-- ... --+-----------------------------+
 *   | state  |   -    | aborts        | header 1 | header 2 |         | slots of all magazines      |
 *   | 32 bit |        | 64 bit        | 16 bytes | 16 bytes |         | 64 bit block addresses      |
 *   +--------+--------+---------------+----------+----------+-- ... --+-----------------------------+
 *
 *   magazine header: 0 current | 4 - | 8 begin | 12 end     (32 bit each, in words of 8 bytes from the region)
 *   the word at 4 is nobody's yet: beside current, for a count of allocations that one store commits together with it
 *   the magazine's blocks stand in words [begin, current); its capacity is end - begin
 */
#ifndef CCACHE_SEQUENCES_H
#define CCACHE_SEQUENCES_H

#define ABI_VERSION 7

#define REGION_SHIFT 18          /* 256 KiB of address space per index */
#define REGION_STATE 0
#define REGION_ABORTS 8
#define HEADER_CURRENT 0
#define HEADER_BEGIN 8
#define HEADER_END 12
#define REGION_HEADERS 16        /* of magazine 1 */
#define HEADER_SHIFT 4           /* 16 bytes; magazines are numbered from 1, header n stands at n << 4 */

#define STATE_CLOSED 0
#define STATE_OPEN 1
#define STATE_STOPPED 2

/* Refusals are returned as -(code | index << 8), the index being 0 where it is not known; by push as block | code,
 * since blocks are multiples of 16. */
#define RESULT_EMPTY 1
#define RESULT_FULL 2
#define RESULT_NOT_OPEN 3
#define RESULT_BAD_INDEX 4
#define RESULT_ABORTED 5

#define MAX_BATCH 64             /* words moved by one batch sequence */
#define MAX_ABORTS 64            /* aborts within one call before it gives up (a debugger steps, a probe sits inside) */

/* struct rseq: offsets of the fields we touch (Linux uapi). */
#define RSEQ_CPU_ID 4
#define RSEQ_CS 8
#define RSEQ_NODE_ID 20
#define RSEQ_MM_CID 24

/* AREA: stands in the file for the offset of the area from the thread pointer, which the loader writes in its place. */
#if defined(__x86_64__)
#define RSEQ_SIGNATURE 0x53053053
#define AREA 0x5ca1a800
#elif defined(__aarch64__)
#define RSEQ_SIGNATURE 0xd428bc00
#define AREA 0x5ca1a8
#endif

/* Words of the probe's page, shared with probe.c. */
#define PROBE_STOP 0
#define PROBE_ABORTS 8
#define PROBE_ROUNDS 16
#define PROBE_TID 24

/* Points of the injection build (-DINJECT): a delay loop of inject_delay[point] rounds. */
#define POINT_BEFORE_ARM 0
#define POINT_START 1
#define POINT_INDEX 2
#define POINT_STATE 3
#define POINT_COUNT 4
#define POINT_BEFORE_COMMIT 5
#define POINT_AFTER_COMMIT 6
#define POINT_ABORT 7
#define POINTS 8

#endif
