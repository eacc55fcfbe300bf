/* The soak: threads pop and push tagged blocks through the sequences of the injection build, disturbed in every way,
 * while a drainer stops indexes, fences, moves their blocks to the depot and opens them again.
 *
 * Oracle: owner[block] is 0 while the block lies in a magazine, else who has it; every hand-over is an exchange, so a
 * second owner is seen at once. At the end every block must be found exactly once. */
#ifndef CCACHE_SOAK_H
#define CCACHE_SOAK_H

#include "sequences.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define CLASSES 2
#define CAPACITY 48      /* blocks of a magazine; a drainer changes it between 8 and this */
#define STASH 32         /* blocks that a worker may hold, per class */
#define MAX_THREADS 256
#define BLOCKS 4096      /* per class, at most */

enum { FREE = 0, DEPOT = 1, FIRST_WORKER = 2 };

typedef long (*function)(long, long, long, long, long);

struct functions {
    function pop, push, pop_batch, push_batch;
};

struct worker {
    pthread_t thread;
    int tid;
    int owner;
    uint64_t random;
    uint64_t stash[CLASSES][STASH];
    int held[CLASSES];
    uint64_t kept[CLASSES][STASH]; /* by its signal handler, which cannot lock the depot */
    int kept_count[CLASSES];
    long operations, in_handlers, refused, gave_up, signals, moves;
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
    bool twin;             /* end at the first finding */
    double seconds;
    volatile bool stop;
    pthread_barrier_t finish;
    struct worker *workers;
    long drains, drained;
};

extern struct soak soak;
extern long inject_delay[POINTS];

/* ---- blocks ---- */
void blocks_create(void);
void found(const char *format, long a, long b);    /* counts and prints a finding */
extern long findings;
void change_owner(uint64_t block, int class, int from, int to);
void depot_put(int class, uint64_t *blocks, int n, int from);
int depot_take(int class, uint64_t *blocks, int n, int to);
void check_conservation(void);

/* ---- regions ---- */
struct header {
    uint32_t current, begin, end, pad;
};
struct header *header_of(long index, int class);
uint64_t *word_of(long index, uint32_t word);
void regions_create(void);
uint64_t aborts_counted(void);

/* ---- threads ---- */
void *worker_main(void *worker);
void workers_prepare(void);
void *drainer_main(void *unused);
uint64_t next_random(uint64_t *state);
int allowed_cpu(uint64_t random); /* one of the CPUs that the process started with */
int allowed_cpus(void);
void pin_to(int tid, int cpu);     /* cpu < 0: all of them */

#endif
