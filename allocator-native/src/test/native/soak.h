/* The soak: threads pop and push tagged blocks through the sequences of the injection build, disturbed in every way,
 * while a drainer stops indexes, fences, moves their blocks to the depot and opens them again.
 *
 * Oracle: owner[block] is 0 while the block lies in a magazine, else who has it; every hand-over is an exchange, so a
 * second owner is seen at once. At the end every block must be found exactly once. */
#ifndef CCACHE_SOAK_H
#define CCACHE_SOAK_H

#include "soak_common.h"

#include <pthread.h>

#define CLASSES 2
#define CAPACITY 48      /* blocks of a magazine; a drainer changes it between 8 and this */
#define STASH 32         /* blocks that a worker may hold, per class */
#define MAX_THREADS 256
#define BLOCKS 4096      /* per class, at most */

enum { FREE = 0, DEPOT = 1, FIRST_WORKER = 2 };

struct functions {
    function pop, push, pop_batch, push_batch;
};

struct worker {
    pthread_t thread;
    struct disturbed disturbed;
    int owner;
    uint64_t stash[CLASSES][STASH];
    int held[CLASSES];
    uint64_t kept[CLASSES][STASH]; /* by its signal handler, which cannot lock the depot */
    int kept_count[CLASSES];
    long operations, in_handlers, refused, gave_up;
};

struct soak {
    struct functions call;
    long area_offset;
    char *regions;
    long limit;            /* indexes */
    int threads;
    int blocks;            /* per class */
    int fence;             /* membarrier command, 0: none, as a broken twin */
    bool widened;          /* the drainer on a CPU of its own, and long between a slot's load and the commit */
    double seconds;
    pthread_barrier_t finish;
    struct worker *workers;
    long drains, drained;
};

extern struct soak soak;

/* ---- blocks ---- */
void blocks_create(void);
void change_owner(uint64_t block, int class, int from, int to);
void depot_put(int class, uint64_t *blocks, int n, int from);
int depot_take(int class, uint64_t *blocks, int n, int to);
void check_conservation(void);

/* ---- regions ---- */
struct header {
    uint32_t current, pad, begin, end;
};
struct header *header_of(long index, int class);
uint64_t *word_of(long index, uint32_t word);
void regions_create(void);
uint64_t aborts_counted(void);

/* ---- threads ---- */
void *worker_main(void *worker);
void workers_prepare(void);
void *drainer_main(void *unused);

#endif
