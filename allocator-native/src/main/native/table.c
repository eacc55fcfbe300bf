/* The library's only exported symbol: the ABI stamp and the addresses of all functions, in the order of
 * org.ccache.layout.TableLayout. A second class loader finds the table by its address and maps no second copy. */
#include "percpu.h"
#include <stdint.h>

#define DECLARE(name) long name(long, long, long, long) __attribute__((visibility("hidden")))

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
DECLARE(ccache_bind);
DECLARE(ccache_node);
DECLARE(ccache_stack_start);
DECLARE(ccache_stack_reaches);
DECLARE(ccache_stack_prove);
DECLARE(ccache_index_node);
DECLARE(ccache_area);
DECLARE(ccache_add_cid);
DECLARE(ccache_list_push_cid);
DECLARE(ccache_list_pop_cid);
DECLARE(ccache_list_take_cid);
DECLARE(ccache_compare_store_cid);
DECLARE(ccache_store_batch_cid);
DECLARE(ccache_copy_store_cid);
DECLARE(ccache_ring_offer_cid);
DECLARE(ccache_ring_claim_cid);
DECLARE(ccache_add_cpu);
DECLARE(ccache_list_push_cpu);
DECLARE(ccache_list_pop_cpu);
DECLARE(ccache_list_take_cpu);
DECLARE(ccache_compare_store_cpu);
DECLARE(ccache_store_batch_cpu);
DECLARE(ccache_copy_store_cpu);
DECLARE(ccache_ring_offer_cpu);
DECLARE(ccache_ring_claim_cpu);

/* Every number that Java assumes, one byte each, lowest first. */
#define STAMP                                                                                                        \
    ((uint64_t)ABI_VERSION | (uint64_t)REGION_SHIFT << 8 | (uint64_t)REGION_ABORTS << 16 |                             \
     (uint64_t)STATE_STOPPED << 24 | (uint64_t)(HEADER_SHIFT | HEADER_BEGIN << 4) << 32 |                             \
     (uint64_t)HEADER_END << 40 | (uint64_t)MAX_BATCH << 48 | (uint64_t)RESULT_ABORTED << 56)

/* The same for per-CPU memory. */
#define PERCPU_STAMP                                                                                                 \
    ((uint64_t)-SPACE_LIMIT | (uint64_t)-SPACE_STRIDE << 8 | (uint64_t)-SPACE_CAPACITY << 16 |                         \
     (uint64_t)RING_HEAD << 24 | (uint64_t)RING_SEEN << 32 | (uint64_t)(RING_TAIL / 8) << 40 |                        \
     (uint64_t)(RING_DATA / 8) << 48 | (uint64_t)(MAX_STORES | MAX_COPY / 512 << 5) << 56)

/* Checksum of the file with zeros here (CRC-32, lowest byte first): written by scripts/build-native, compared by the loader before it
 * writes the area's offset. */
__attribute__((section("ccache_hash"), used)) static const uint64_t hash = 0;

#define FUNCTIONS 42

/* Where org.ccache.library.TablePublication proves that an address it was told is this table's, in this process. Initialised, so that
 * it lies in a part of the file that the system's list of mappings names. */
static uint64_t mark[2] = {0, 1};

struct table {
    uint64_t stamp;
    uint64_t percpu_stamp;
    uint64_t size;
    uint64_t *mark;
    long (*functions[FUNCTIONS])(long, long, long, long);
};

__attribute__((visibility("default"))) const struct table ccache_table = {
    STAMP,
    PERCPU_STAMP,
    FUNCTIONS,
    mark,
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
        ccache_bind,
        ccache_node,
        ccache_stack_start,
        ccache_stack_reaches,
        ccache_stack_prove,
        ccache_index_node,
        ccache_area,
        ccache_add_cid,
        ccache_list_push_cid,
        ccache_list_pop_cid,
        ccache_list_take_cid,
        ccache_compare_store_cid,
        ccache_store_batch_cid,
        ccache_copy_store_cid,
        ccache_ring_offer_cid,
        ccache_ring_claim_cid,
        ccache_add_cpu,
        ccache_list_push_cpu,
        ccache_list_pop_cpu,
        ccache_list_take_cpu,
        ccache_compare_store_cpu,
        ccache_store_batch_cpu,
        ccache_copy_store_cpu,
        ccache_ring_offer_cpu,
        ccache_ring_claim_cpu,
    },
};
