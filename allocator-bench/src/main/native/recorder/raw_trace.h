// The raw trace: a file of fixed size that the traced process maps shared and fills in place.
//
//   +--------+---------+---------+- - -+---------+
//   | header | chunk 0 | chunk 1 |     | chunk n |
//   +--------+---------+---------+- - -+---------+
//
// A chunk belongs to one thread and is filled by that thread alone. Because the mapping is shared, whatever was
// recorded is in the file however the process ends (exit, _exit, exec, signal); there is nothing to flush.
// All numbers are little-endian. `used` is stored after the bytes it covers, so a chunk never claims half a record.
//
// Record: code byte, then varints (7 bits per byte, low bits first):
//   MALLOC, CALLOC  order  block  size
//   ALIGNED         order  block  size  log2(alignment)
//   FREE            order  block
//   REALLOC         order  old    order  block  size
// `order` is the difference to the thread's previous order number in this chunk (the first: to chunk.base);
// `block` and `old` are the zigzag difference to the previous address in this chunk (the first: to 0).
//
// Order numbers come from one counter of the process. A release (free, the first half of realloc) draws its number
// before the block goes back to the allocator, an acquisition after the block came out of it: so for each address
// the release always carries a smaller number than the next acquisition, whichever threads they happen on.
#ifndef CCACHE_RAW_TRACE_H
#define CCACHE_RAW_TRACE_H

#include <stdint.h>

#define RAW_TRACE_MAGIC 0x3130575241524343ull // "CCRARW01" read as a little-endian number
#define RAW_TRACE_HEADER_BYTES 4096u
#define RAW_TRACE_CHUNK_BYTES 16384u
#define RAW_TRACE_RECORD_MAX 64u // code byte + 5 varints of at most 10 bytes

enum raw_trace_code {
    RAW_TRACE_MALLOC = 1,
    RAW_TRACE_CALLOC = 2,
    RAW_TRACE_ALIGNED = 3,
    RAW_TRACE_FREE = 4,
    RAW_TRACE_REALLOC = 5,
};

struct raw_trace_header {
    uint64_t magic;
    uint32_t chunk_bytes;
    uint32_t chunks; // capacity of the file
    uint32_t pid;
    uint32_t threads;    // atomic: thread numbers handed out
    uint64_t lost;       // atomic: events not recorded (file full, or inside a signal handler)
    uint32_t next_chunk; // atomic: may pass `chunks` when the file is full
};

struct raw_trace_chunk {
    uint32_t thread;
    uint32_t used; // bytes of records that follow; 0: the chunk was never begun
    uint64_t base; // order number the first record counts from
};

#endif
