/* soak-percpu [-m cid|cpu] [-s SECONDS] [-t THREADS] [-f rseq|private|none] [-x plain] [-1] [-w] [-r SEED]
 *
 * -f other than rseq is a broken twin: it must find something, else the soak has no power. So is -x plain: rings alone, written
 * to without sequences, all else as it is. -1: ends at the first finding, as the twins of -f do. -w: the twins' timing with the
 * right fence. Exit status 0: nothing found; 1: something found; 2: trouble; 3: cannot run here; 4: invalid, since nothing was
 * aborted or drained. */
#define _GNU_SOURCE
#include "percpu_soak.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define DECLARE(name)                                                                                                 \
    long ccache_##name##_cid(long, long, long, long);                                                           \
    long ccache_##name##_cpu(long, long, long, long)
DECLARE(add);
DECLARE(list_push);
DECLARE(list_pop);
DECLARE(list_take);
DECLARE(compare_store);
DECLARE(store_batch);
DECLARE(copy_store);
DECLARE(ring_offer);
DECLARE(ring_claim);

#define ALL(mode)                                                                                                     \
    (struct functions) {                                                                                              \
        ccache_add_##mode, ccache_list_push_##mode, ccache_list_pop_##mode, ccache_list_take_##mode,                  \
            ccache_compare_store_##mode, ccache_store_batch_##mode, ccache_copy_store_##mode,                         \
            ccache_ring_offer_##mode, ccache_ring_claim_##mode                                                        \
    }

struct soak soak = {.fence = PRIVATE_EXPEDITED_RSEQ, .seconds = 5};
static __thread struct worker *self;
static pthread_barrier_t together;

char *space_create(long stride, long capacity) {
    char *memory = mmap(NULL, (size_t)(128 + soak.limit * stride), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        perror("memory for the regions");
        exit(2);
    }
    char *base = memory + 128;
    *(long *)(base + SPACE_LIMIT) = soak.limit;
    *(long *)(base + SPACE_STRIDE) = stride;
    *(long *)(base + SPACE_CAPACITY) = capacity;
    return base;
}

uint64_t *word_at(char *base, long stride, long index, long offset) {
    return (uint64_t *)(base + index * stride + offset);
}

long index_hint(void) {
    char *area = (char *)__builtin_thread_pointer() + soak.area_offset;
    return *(volatile uint32_t *)(area + (soak.cpu ? RSEQ_CPU_ID : RSEQ_MM_CID));
}

uint64_t mix(uint64_t value) { /* splitmix64's finish */
    value = (value + 0x9e3779b97f4a7c15ULL) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
    return value ^ value >> 31;
}

long run(struct actor *actor, function function, char *base, long offset, long a, long b) {
    long result = function((long)base, offset, a, b);
    long code = -result & 0xff;
    actor->operations++;
    if (result < 0) {
        actor->refused++;
        actor->gave_up += code == RESULT_ABORTED;
        if (code == 0 || code == RESULT_BAD_INDEX || code > RESULT_DIFFERENT) {
            found("refused with %ld", result, 0);
        }
    }
    return result;
}

static void act(struct actor *actor, bool handler) {
    uint64_t random = next_random(&actor->random);
    if (random >> 4 & 1 || soak.plain) {
        send(actor, next_random(&actor->random));
    } else {
        operate_on_words(actor, random, handler);
    }
}

/* Interrupts a worker anywhere, also inside a sequence, and runs sequences itself. */
static void on_signal(int signal) {
    (void)signal;
    int error = errno;
    for (int i = 0; i < 4 && self != NULL; i++) {
        act(&self->handler, true);
    }
    errno = error;
}

static void *worker_main(void *argument) {
    struct worker *worker = argument;
    worker->disturbed.tid = (int)syscall(SYS_gettid);
    self = worker;
    if (soak.widened && allowed_cpus() > 1) {
        pin_to(worker->disturbed.tid, cpu_number(worker->main.id % (allowed_cpus() - 1))); /* the last one is the drainers' */
    }
    pthread_barrier_wait(&together); /* all tids are known */
    while (!stop) {
        act(&worker->main, false);
        uint64_t random = next_random(&worker->disturbed.random);
        if (!soak.widened) {
            disturb(&worker->disturbed, &soak.workers[(random >> 16) % (uint64_t)soak.threads].disturbed, random & 2047);
        }
    }
    pthread_barrier_wait(&together); /* no signal is sent to a thread that has ended */
    return NULL;
}

static uint64_t aborts(void) {
    uint64_t sum = 0;
    for (long index = 0; index < soak.limit; index++) {
        sum += *word_at(soak.words, WORDS_STRIDE, index, REGION_ABORTS);
        sum += *word_at(soak.rings, RING_STRIDE, index, REGION_ABORTS);
    }
    return sum;
}

static int report(uint64_t seed, double seconds) {
    struct actor sum = {0};
    struct disturbed disturbed = {0};
    long in_handlers = 0;
    for (int i = 0; i < soak.threads; i++) {
        struct worker *worker = &soak.workers[i];
        in_handlers += worker->handler.operations;
        sum.operations += worker->main.operations + worker->handler.operations;
        sum.refused += worker->main.refused + worker->handler.refused;
        sum.gave_up += worker->main.gave_up + worker->handler.gave_up;
        disturbed.signals += worker->disturbed.signals;
        disturbed.moves += worker->disturbed.moves;
    }
    printf("%s, %d threads, %.1f s, seed %llu: %ld operations, %ld in signal handlers, %llu aborts, %ld drains, %ld refusals "
           "(%ld after 64 aborts), %ld signals, %ld moves, %ld bad\n",
           soak.cpu ? "cpu" : "cid", soak.threads, seconds, (unsigned long long)seed, sum.operations, in_handlers,
           (unsigned long long)aborts(), soak.drains + soak.ring_drains, sum.refused, sum.gave_up, disturbed.signals,
           disturbed.moves, findings);
    if (findings > 0) {
        return 1;
    }
    bool undisturbed = !soak.widened && (in_handlers == 0 || disturbed.moves == 0);
    if (aborts() == 0 || soak.drains == 0 || soak.ring_drains == 0 || undisturbed) {
        printf("invalid: nothing was aborted, drained, signalled or moved, so nothing was tested\n");
        return 4;
    }
    return 0;
}

static void actor_prepare(struct actor *actor, int id, uint64_t seed) {
    actor->id = id;
    actor->random = (seed + (uint64_t)id) * 0x9e3779b97f4a7c15ULL | 1;
    actor->stash = calloc((size_t)soak.nodes, sizeof *actor->stash);
}

static void parse(int argc, char **argv, uint64_t *seed) {
    for (int option; (option = getopt(argc, argv, "m:s:t:f:x:1wr:")) != -1;) {
        switch (option) {
        case 'm': soak.cpu = strcmp(optarg, "cpu") == 0; break;
        case 's': soak.seconds = atof(optarg); break;
        case 't': soak.threads = atoi(optarg); break;
        case 'r': *seed = strtoull(optarg, NULL, 10); break;
        case '1': stop_at_first = true; break;
        case 'w': soak.widened = true; break;
        case 'x': soak.plain = strcmp(optarg, "plain") == 0; break;
        case 'f':
            soak.fence = fence_of(optarg);
            stop_at_first |= soak.fence != PRIVATE_EXPEDITED_RSEQ;
            soak.widened |= soak.fence != PRIVATE_EXPEDITED_RSEQ;
            break;
        default: exit(2);
        }
    }
}

static void start(pthread_t *thread, void *(*function)(void *), void *argument) {
    if (pthread_create(thread, NULL, function, argument) != 0) {
        perror("pthread_create");
        exit(2);
    }
}

int main(int argc, char **argv) {
    uint64_t seed = (uint64_t)getpid() * 7919 + (uint64_t)time(NULL);
    parse(argc, argv, &seed);
    setvbuf(stdout, NULL, _IOLBF, 0);
    soak.area_offset = find_rseq(soak.cpu, soak.fence);
    soak.limit = sysconf(_SC_NPROCESSORS_CONF);
    soak.call = soak.cpu ? ALL(cpu) : ALL(cid);
    int cpus = allowed_cpus();
    soak.threads = soak.threads > 0 ? soak.threads : cpus < 2 ? 8 : 4 * cpus;
    soak.threads = soak.threads > MAX_THREADS ? MAX_THREADS : soak.threads;
    soak.nodes = 24 * cpus + 4 * soak.threads;
    words_create();
    soak.rings = space_create(RING_STRIDE, RING_CAPACITY);
    for (long index = 0; index < soak.limit; index++) {
        *(uint32_t *)word_at(soak.rings, RING_STRIDE, index, REGION_STATE) = STATE_OPEN;
    }
    if (soak.widened) {
        inject_delay[POINT_BEFORE_COMMIT] = 50000; /* the window in which a fence that aborts nothing is seen */
    }
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    soak.workers = calloc((size_t)soak.threads, sizeof *soak.workers);
    pthread_barrier_init(&together, NULL, (unsigned)soak.threads);
    double begin = now();
    for (int i = 0; i < soak.threads; i++) {
        struct worker *worker = &soak.workers[i];
        actor_prepare(&worker->main, 2 * i + 1, seed);
        actor_prepare(&worker->handler, 2 * i + 2, seed);
        worker->disturbed.random = worker->main.random ^ 0x5555;
    }
    for (int i = 0; i < soak.threads; i++) {
        start(&soak.workers[i].thread, worker_main, &soak.workers[i]);
    }
    pthread_t drainer, consumer;
    uint64_t drainers_seed = seed * 0x2545f4914f6cdd1dULL | 1, consumers_seed = drainers_seed ^ 0xaaaa;
    start(&drainer, words_drainer_main, &drainers_seed);
    start(&consumer, consumer_main, &consumers_seed);
    double next = begin + 10;
    while (!stop && now() < begin + soak.seconds) {
        nap(20000000);
        if (now() >= next) {
            printf("  %.0f s: %llu aborts, %ld drains, %ld bad\n", next - begin, (unsigned long long)aborts(),
                   soak.drains + soak.ring_drains, findings);
            next += 10;
        }
    }
    stop = true;
    for (int i = 0; i < soak.threads; i++) {
        pthread_join(soak.workers[i].thread, NULL);
    }
    soak.workers_ended = true;
    pthread_join(drainer, NULL);
    pthread_join(consumer, NULL);
    if (!soak.plain) {
        words_check();
    }
    rings_check();
    return report(seed, now() - begin);
}
