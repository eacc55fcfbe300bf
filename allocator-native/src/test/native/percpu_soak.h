/* The soak of the sequences on per-CPU memory: threads and their signal handlers run all nine at once in the injection
 * build, disturbed in every way, while drainers stop indexes, fence, take what is there and open again.
 *
 * Oracles: counters, sums; lists, an owner word in each node and each node once at the end; compare and store, a lock for each
 * index, which one at a time may hold; store batch and copy, two copies of which a version names one, each with its own proof,
 * read from anywhere; rings, every message once and each producer's in order on each ring, with its checksum. */
#ifndef CCACHE_PERCPU_SOAK_H
#define CCACHE_PERCPU_SOAK_H

#include "percpu.h"
#include "soak_common.h"

#include <pthread.h>

#define MAX_THREADS 128
#define ACTORS (2 * MAX_THREADS)

/* Offsets in a region of the space of words. */
#define COUNTER 16
#define LIST 24
#define LOCK 32
#define BATCH_VERSION 40
#define COPY_VERSION 48
#define BATCH_SLOTS 64           /* two of four words */
#define COPY_SLOTS 128           /* two of MAX_COPY bytes */
#define WORDS_STRIDE (COPY_SLOTS + 2 * MAX_COPY)

#define RING_CAPACITY 8192
#define RING_STRIDE (RING_DATA + RING_CAPACITY)

struct functions {
    function add, list_push, list_pop, list_take, compare_store, store_batch, copy_store, ring_offer, ring_claim;
};

struct node {
    struct node *link;
    int owner; /* 0: in a list; DRAINER; else an actor's id */
};

enum { FREE = 0, DRAINER = -1 };

/* Who runs sequences: a thread, or its signal handler, which keeps its own books. */
struct actor {
    int id; /* from 1 */
    uint64_t random;
    struct node **stash;
    int held;
    long operations, refused, gave_up;
    long added, locked, batches, copies, taken; /* what succeeded; added: the sum */
    long sequence; /* of the next message */
};

struct worker {
    pthread_t thread;
    struct disturbed disturbed;
    struct actor main, handler;
};

struct soak {
    struct functions call;
    bool cpu;
    long area_offset, limit;
    int fence;
    bool widened; /* the twins' timing: drainers on a CPU of their own, a long way from the last read to the commit */
    bool plain;   /* the ring without sequences, as a broken twin */
    double seconds;
    int threads, nodes;
    char *words, *rings; /* bases */
    struct worker *workers;
    volatile bool workers_ended;
    long drains, ring_drains;
};

extern struct soak soak;

char *space_create(long stride, long capacity);
long index_hint(void); /* stale as soon as it is read */
uint64_t mix(uint64_t value);
uint64_t *word_at(char *base, long stride, long index, long offset);
/* Runs it and books its refusal. */
long run(struct actor *actor, function function, char *base, long offset, long a, long b);

/* ---- words ---- */
void words_create(void);
void operate_on_words(struct actor *actor, uint64_t random, bool handler);
void *words_drainer_main(void *unused);
void words_check(void);

/* ---- rings ---- */
void send(struct actor *actor, uint64_t random);
void *consumer_main(void *unused);
/* Prints the counts. */
void rings_check(void);

#endif
