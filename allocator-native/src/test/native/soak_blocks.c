/* Who owns each block, the depot, the regions, and the count of all blocks at the end. */
#include "soak.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static int *owners[CLASSES];
static struct {
    pthread_mutex_t lock;
    uint64_t blocks[CLASSES][2 * BLOCKS];
    int count[CLASSES];
} depot = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* A block is its number, made to look like an address; its class is in it, so that a mix-up shows. */
static uint64_t block_of(int class, int number) {
    return (uint64_t)(number + 1) << 12 | (uint64_t)class << 4;
}

void change_owner(uint64_t block, int class, int from, int to) {
    uint64_t number = (block >> 12) - 1;
    if (number >= (uint64_t)soak.blocks || block != block_of(class, (int)number)) {
        found("class %ld: no block of it: %#lx", class, (long)block);
        return;
    }
    int old = __atomic_exchange_n(&owners[class][number], to, __ATOMIC_ACQ_REL);
    if (old != from) {
        found(to == FREE ? "block %ld given away by one who is not its owner, %ld" : "block %ld has a second owner, %ld",
              (long)number, old);
    }
}

void depot_put(int class, uint64_t *blocks, int n, int from) {
    pthread_mutex_lock(&depot.lock);
    for (int i = 0; i < n; i++) {
        change_owner(blocks[i], class, from, DEPOT);
        if (depot.count[class] < 2 * BLOCKS) {
            depot.blocks[class][depot.count[class]++] = blocks[i];
        }
    }
    pthread_mutex_unlock(&depot.lock);
}

int depot_take(int class, uint64_t *blocks, int n, int to) {
    int taken = 0;
    pthread_mutex_lock(&depot.lock);
    while (taken < n && depot.count[class] > 0) {
        blocks[taken] = depot.blocks[class][--depot.count[class]];
        change_owner(blocks[taken++], class, DEPOT, to);
    }
    pthread_mutex_unlock(&depot.lock);
    return taken;
}

void blocks_create(void) {
    for (int class = 0; class < CLASSES; class++) {
        owners[class] = calloc(soak.blocks, sizeof(int));
        for (int i = 0; i < soak.blocks; i++) {
            owners[class][i] = DEPOT;
            depot.blocks[class][depot.count[class]++] = block_of(class, i);
        }
    }
}

struct header *header_of(long index, int class) {
    return (struct header *)(soak.regions + (index << REGION_SHIFT) + REGION_HEADERS + (class << HEADER_SHIFT));
}

uint64_t *word_of(long index, uint32_t word) {
    return (uint64_t *)(soak.regions + (index << REGION_SHIFT)) + word;
}

void regions_create(void) {
    soak.regions = mmap(NULL, (size_t)soak.limit << REGION_SHIFT, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (soak.regions == MAP_FAILED) {
        perror("memory for the regions");
        exit(2);
    }
    for (long index = 0; index < soak.limit; index++) {
        for (int class = 0; class < CLASSES; class++) {
            struct header *header = header_of(index, class);
            header->begin = header->current = 64 + class * CAPACITY; /* words */
            header->end = header->begin + CAPACITY;
        }
        __atomic_store_n((uint32_t *)(soak.regions + (index << REGION_SHIFT)), STATE_OPEN, __ATOMIC_RELEASE);
    }
}

uint64_t aborts_counted(void) {
    uint64_t sum = 0;
    for (long index = 0; index < soak.limit; index++) {
        sum += *word_of(index, REGION_ABORTS / 8);
    }
    return sum;
}

static void count_in(uint8_t *seen, int class, const uint64_t *blocks, long n, int owner) {
    for (long i = 0; i < n; i++) {
        change_owner(blocks[i], class, owner, owner);
        uint64_t number = (blocks[i] >> 12) - 1;
        if (number < (uint64_t)soak.blocks) {
            seen[number]++;
        }
    }
}

/* All threads have ended. */
void check_conservation(void) {
    static uint8_t seen[BLOCKS];
    for (int class = 0; class < CLASSES; class++) {
        for (int i = 0; i < soak.blocks; i++) {
            seen[i] = 0;
        }
        count_in(seen, class, depot.blocks[class], depot.count[class], DEPOT);
        for (int i = 0; i < soak.threads; i++) {
            struct worker *worker = &soak.workers[i];
            count_in(seen, class, worker->stash[class], worker->held[class], worker->owner);
            count_in(seen, class, worker->kept[class], worker->kept_count[class], worker->owner);
        }
        for (long index = 0; index < soak.limit; index++) {
            struct header *header = header_of(index, class);
            count_in(seen, class, word_of(index, header->begin), (long)header->current - header->begin, FREE);
        }
        for (int i = 0; i < soak.blocks; i++) {
            if (seen[i] != 1) {
                found("block %ld is found %ld times at the end", i, seen[i]);
            }
        }
    }
}
