/* soak [-m cid|cpu] [-s SECONDS] [-t THREADS] [-f rseq|private|none] [-w] [-r SEED]
 *
 * -f other than rseq is a broken twin: it must find something, else the soak has no power. -w: the twins' timing, which
 * makes a missing fence show at once, with the right fence. Exit status 0: nothing found;
 * 1: something found; 2: trouble; 3: cannot run here; 4: invalid, since nothing was aborted or drained. */
#include "soak.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PRIVATE_EXPEDITED (1 << 3)
#define PRIVATE_EXPEDITED_RSEQ (1 << 7)

extern const unsigned __rseq_size __attribute__((weak));
extern const ptrdiff_t __rseq_offset __attribute__((weak));
long ccache_pop_cid(long, long, long, long, long);
long ccache_push_cid(long, long, long, long, long);
long ccache_pop_batch_cid(long, long, long, long, long);
long ccache_push_batch_cid(long, long, long, long, long);
long ccache_pop_cpu(long, long, long, long, long);
long ccache_push_cpu(long, long, long, long, long);
long ccache_pop_batch_cpu(long, long, long, long, long);
long ccache_push_batch_cpu(long, long, long, long, long);

struct soak soak = {.fence = PRIVATE_EXPEDITED_RSEQ, .seconds = 5};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void cannot(const char *reason) {
    printf("%s\n", reason);
    exit(3);
}

static void find_rseq(bool cpu) {
    if (&__rseq_size == NULL || __rseq_size == 0) {
        cannot("the C library has registered no rseq area");
    }
    if (!cpu && getauxval(27 /* AT_RSEQ_FEATURE_SIZE */) < RSEQ_MM_CID + 4) {
        cannot("the kernel has no mm_cid");
    }
    if (soak.fence != 0 && syscall(SYS_membarrier, soak.fence << 1, 0, 0) != 0) {
        cannot("membarrier cannot be registered for this fence");
    }
    if (soak.twin && allowed_cpus() < 2) {
        cannot("one allowed CPU: a missing fence cannot be seen");
    }
    soak.area_offset = __rseq_offset;
    soak.limit = sysconf(_SC_NPROCESSORS_CONF);
    soak.call = cpu ? (struct functions){ccache_pop_cpu, ccache_push_cpu, ccache_pop_batch_cpu, ccache_push_batch_cpu}
                    : (struct functions){ccache_pop_cid, ccache_push_cid, ccache_pop_batch_cid, ccache_push_batch_cid};
}

static int report(const char *mode, uint64_t seed, double seconds) {
    struct worker sum = {0};
    for (int i = 0; i < soak.threads; i++) {
        sum.operations += soak.workers[i].operations;
        sum.in_handlers += soak.workers[i].in_handlers;
        sum.refused += soak.workers[i].refused;
        sum.gave_up += soak.workers[i].gave_up;
        sum.signals += soak.workers[i].signals;
        sum.moves += soak.workers[i].moves;
    }
    uint64_t aborts = aborts_counted();
    printf("%s, %d threads, %.1f s, seed %llu: %ld operations, %ld in signal handlers, %llu aborts, %ld drains moved %ld "
           "blocks, %ld refusals (%ld after 64 aborts), %ld signals, %ld moves, %ld bad\n",
           mode, soak.threads, seconds, (unsigned long long)seed, sum.operations, sum.in_handlers,
           (unsigned long long)aborts, soak.drains, soak.drained, sum.refused, sum.gave_up, sum.signals, sum.moves, findings);
    if (findings > 0) {
        return 1;
    }
    bool undisturbed = !soak.widened && (sum.in_handlers == 0 || sum.moves == 0);
    if (aborts == 0 || soak.drained == 0 || undisturbed) {
        printf("invalid: nothing was aborted, drained, signalled or moved, so nothing was tested\n");
        return 4;
    }
    return 0;
}

int main(int argc, char **argv) {
    uint64_t seed = (uint64_t)getpid() * 7919 + (uint64_t)time(NULL);
    const char *mode = "cid";
    for (int option; (option = getopt(argc, argv, "m:s:t:f:wr:")) != -1;) {
        switch (option) {
        case 'm': mode = optarg; break;
        case 's': soak.seconds = atof(optarg); break;
        case 't': soak.threads = atoi(optarg); break;
        case 'r': seed = strtoull(optarg, NULL, 10); break;
        case 'w': soak.widened = true; break;
        case 'f':
            soak.fence = strcmp(optarg, "rseq") == 0 ? PRIVATE_EXPEDITED_RSEQ
                                                     : strcmp(optarg, "private") == 0 ? PRIVATE_EXPEDITED : 0;
            soak.twin = soak.fence != PRIVATE_EXPEDITED_RSEQ;
            soak.widened |= soak.twin;
            break;
        default: return 2;
        }
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    find_rseq(strcmp(mode, "cpu") == 0);
    int cpus = allowed_cpus();
    soak.threads = soak.threads > 0 ? soak.threads : cpus < 2 ? 8 : 4 * cpus;
    soak.threads = soak.threads > MAX_THREADS ? MAX_THREADS : soak.threads;
    soak.blocks = 24 * cpus + 4 * soak.threads;
    soak.blocks = soak.blocks > BLOCKS ? BLOCKS : soak.blocks;
    regions_create();
    blocks_create();
    workers_prepare();
    if (soak.widened) {
        inject_delay[POINT_BEFORE_COMMIT] = 50000; /* the window in which a fence that aborts nothing is seen */
    }
    soak.workers = calloc(soak.threads, sizeof *soak.workers);
    pthread_barrier_init(&soak.finish, NULL, soak.threads);
    double start = now();
    for (int i = 0; i < soak.threads; i++) {
        soak.workers[i].owner = FIRST_WORKER + i;
        soak.workers[i].random = (seed + (uint64_t)i) * 0x9e3779b97f4a7c15ULL | 1;
        if (pthread_create(&soak.workers[i].thread, NULL, worker_main, &soak.workers[i]) != 0) {
            perror("pthread_create");
            return 2;
        }
    }
    pthread_t drainer;
    uint64_t drainers_seed = seed * 0x2545f4914f6cdd1dULL | 1;
    pthread_create(&drainer, NULL, drainer_main, &drainers_seed);
    double next = start + 10;
    while (!soak.stop && now() < start + soak.seconds) {
        struct timespec pause = {0, 20000000};
        nanosleep(&pause, NULL);
        if (now() >= next) {
            printf("  %.0f s: %llu aborts, %ld drains, %ld bad\n", next - start, (unsigned long long)aborts_counted(),
                   soak.drains, findings);
            next += 10;
        }
    }
    soak.stop = true;
    for (int i = 0; i < soak.threads; i++) {
        pthread_join(soak.workers[i].thread, NULL);
    }
    pthread_join(drainer, NULL);
    check_conservation();
    return report(mode, seed, now() - start);
}
