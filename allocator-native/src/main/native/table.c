/* The library's only exported symbol: the ABI stamp and the addresses of all functions, in the order of
 * org.ccache.os.NativeTable. A second class loader finds the table by its address and maps no second copy. */
#include "sequences.h"
#include <stdint.h>

#define DECLARE(name) long name(long, long, long, long, long) __attribute__((visibility("hidden")))

DECLARE(ccache_empty);
DECLARE(ccache_index_cid);
DECLARE(ccache_index_cpu);
DECLARE(ccache_pop_cid);
DECLARE(ccache_push_cid);
DECLARE(ccache_pop_batch_cid);
DECLARE(ccache_push_batch_cid);
DECLARE(ccache_pop_cpu);
DECLARE(ccache_push_cpu);
DECLARE(ccache_pop_batch_cpu);
DECLARE(ccache_push_batch_cpu);
DECLARE(ccache_probe_start);
DECLARE(ccache_mmap);
DECLARE(ccache_munmap);
DECLARE(ccache_mprotect);
DECLARE(ccache_madvise);
DECLARE(ccache_membarrier);
DECLARE(ccache_close);
DECLARE(ccache_bind);
DECLARE(ccache_node);

/* Every number that Java assumes, one byte each, lowest first. */
#define STAMP                                                                                                        \
    ((uint64_t)ABI_VERSION | (uint64_t)REGION_SHIFT << 8 | (uint64_t)REGION_ABORTS << 16 |                             \
     (uint64_t)STATE_STOPPED << 24 | (uint64_t)(HEADER_SHIFT | HEADER_BEGIN << 4) << 32 |                             \
     (uint64_t)HEADER_END << 40 | (uint64_t)MAX_BATCH << 48 | (uint64_t)RESULT_ABORTED << 56)

struct table {
    uint64_t stamp;
    uint64_t size;
    long (*functions[20])(long, long, long, long, long);
};

__attribute__((visibility("default"))) const struct table ccache_table = {
    STAMP,
    20,
    {
        ccache_empty,
        ccache_index_cid,
        ccache_index_cpu,
        ccache_pop_cid,
        ccache_push_cid,
        ccache_pop_batch_cid,
        ccache_push_batch_cid,
        ccache_pop_cpu,
        ccache_push_cpu,
        ccache_pop_batch_cpu,
        ccache_push_batch_cpu,
        ccache_probe_start,
        ccache_mmap,
        ccache_munmap,
        ccache_mprotect,
        ccache_madvise,
        ccache_membarrier,
        ccache_close,
        ccache_bind,
        ccache_node,
    },
};
