/* The workers, their signal handlers and the drainer. */
#define _GNU_SOURCE
#include "soak.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

static __thread struct worker *self;

static long call(function function, int class, void *value, long n) {
    return function((long)soak.regions, REGION_HEADERS + (class << HEADER_SHIFT), soak.limit | n << 32,
                    (long)value);
}

static void refused(struct worker *worker, long code) {
    worker->refused++;
    if (code == RESULT_ABORTED) {
        worker->gave_up++;
    } else if (code != RESULT_EMPTY && code != RESULT_FULL && code != RESULT_NOT_OPEN) {
        found("refused with code %ld", code, 0);
    }
}

/* Blocks leave their owner before the push, since another may pop them right after; what was refused comes back. */
static void give(int class, uint64_t *blocks, int n, int from, int to) {
    for (int i = 0; i < n; i++) {
        change_owner(blocks[i], class, from, to);
    }
}

static bool push_one(struct worker *worker, int class, uint64_t block) {
    give(class, &block, 1, worker->owner, FREE);
    long result = call(soak.call.push, class, (void *)block, 0);
    if (result != 0) {
        give(class, &block, 1, FREE, worker->owner);
        refused(worker, result ^ (long)block);
    }
    return result == 0;
}

static bool pop_one(struct worker *worker, int class, uint64_t *block) {
    long result = call(soak.call.pop, class, NULL, 0);
    if (result < 0) {
        refused(worker, -result & 0xff);
        return false;
    }
    *block = (uint64_t)result;
    change_owner(*block, class, FREE, worker->owner);
    return true;
}

static void push_many(struct worker *worker, int class, int n) {
    uint64_t *blocks = worker->stash[class] + worker->held[class] - n;
    give(class, blocks, n, worker->owner, FREE);
    long moved = call(soak.call.push_batch, class, blocks, n);
    if (moved < 0) {
        refused(worker, -moved & 0xff);
        moved = 0;
    }
    give(class, blocks, n - (int)moved, FREE, worker->owner);
    worker->held[class] -= (int)moved;
}

static void pop_many(struct worker *worker, int class, int n) {
    uint64_t *blocks = worker->stash[class] + worker->held[class];
    long moved = call(soak.call.pop_batch, class, blocks, n);
    if (moved < 0) {
        refused(worker, -moved & 0xff);
        return;
    }
    give(class, blocks, (int)moved, FREE, worker->owner);
    worker->held[class] += (int)moved;
}

/* Interrupts a worker anywhere, also inside a sequence, and runs sequences itself. */
static void on_signal(int signal) {
    (void)signal;
    int error = errno;
    struct worker *worker = self;
    if (worker != NULL) {
        static __thread uint64_t random;
        random += 0x9e3779b97f4a7c15ULL + (uint64_t)worker->owner;
        int class = random >> 40 & 1;
        int *kept = &worker->kept_count[class];
        if (*kept < STASH && pop_one(worker, class, &worker->kept[class][*kept])) {
            ++*kept;
        }
        if (*kept > 0 && push_one(worker, class, worker->kept[class][*kept - 1])) {
            --*kept;
        }
        worker->in_handlers += 2;
    }
    errno = error;
}

static void operate(struct worker *worker, uint64_t random) {
    int class = random >> 11 & 1;
    int *held = &worker->held[class];
    uint64_t *stash = worker->stash[class];
    int n = 1 + (random >> 12) % 16;
    switch (random >> 16 & 7) {
    case 0 ... 2:
        if (*held < STASH && pop_one(worker, class, &stash[*held])) {
            ++*held;
        }
        break;
    case 3 ... 5:
        if (*held > 0 && push_one(worker, class, stash[*held - 1])) {
            --*held;
        }
        break;
    case 6:
        pop_many(worker, class, n <= STASH - *held ? n : STASH - *held);
        break;
    default:
        push_many(worker, class, n <= *held ? n : *held);
    }
    if (*held == 0) {
        *held = depot_take(class, stash, 1 + n / 2, worker->owner);
    } else if (*held == STASH) {
        *held /= 2;
        depot_put(class, stash + *held, STASH - *held, worker->owner);
    }
    worker->operations++;
}

void workers_prepare(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
}

void *worker_main(void *argument) {
    struct worker *worker = argument;
    worker->disturbed.tid = (int)syscall(SYS_gettid);
    self = worker;
    if (soak.widened && allowed_cpus() > 1) {
        pin_to(worker->disturbed.tid, cpu_number(worker->owner % (allowed_cpus() - 1))); /* the last one is the drainer's */
    }
    pthread_barrier_wait(&soak.finish); /* all tids are known */
    while (!stop) {
        uint64_t random = next_random(&worker->disturbed.random);
        operate(worker, random);
        if (!soak.widened) {
            uint64_t other = next_random(&worker->disturbed.random) % (uint64_t)soak.threads;
            disturb(&worker->disturbed, &soak.workers[other].disturbed, random >> 24 & 2047);
        }
    }
    pthread_barrier_wait(&soak.finish); /* no signal is sent to a thread that has ended */
    return NULL;
}

static void drain_index(long index, uint64_t *random) {
    for (int class = 0; class < CLASSES; class++) {
        struct header *header = header_of(index, class);
        int n = (int)(header->current - header->begin);
        depot_put(class, word_of(index, header->begin), n, FREE);
        soak.drained += n;
        header->current = header->begin;
        header->end = header->begin + 8 + next_random(random) % (CAPACITY - 7);
    }
}

void *drainer_main(void *argument) {
    uint64_t random = *(uint64_t *)argument;
    bool *chosen = __builtin_alloca(soak.limit);
    if (soak.widened) {
        pin_to(0, cpu_number(allowed_cpus() - 1));
    }
    while (!stop) {
        for (long index = 0; index < soak.limit; index++) {
            chosen[index] = index < 64 && (next_random(&random) & 1);
            if (chosen[index]) {
                __atomic_store_n((uint32_t *)word_of(index, 0), STATE_STOPPED, __ATOMIC_RELAXED);
            }
        }
        fence_all(soak.fence);
        for (long index = 0; index < soak.limit; index++) {
            if (chosen[index]) {
                drain_index(index, &random);
                __atomic_store_n((uint32_t *)word_of(index, 0), STATE_OPEN, __ATOMIC_RELEASE);
            }
        }
        soak.drains++;
        nap(soak.widened ? 20000 : 100000 + (long)(next_random(&random) % 900000));
    }
    return NULL;
}
