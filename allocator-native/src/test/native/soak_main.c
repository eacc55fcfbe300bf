/* soak [-m cid|cpu] [-s SECONDS] [-t THREADS] [-f rseq|private|none] [-w] [-r SEED]
 *
 * -f other than rseq is a broken twin: it must find something, else the soak has no power. -w: the twins' timing, which
 * makes a missing fence show at once, with the right fence. Exit status 0: nothing found;
 * 1: something found; 2: trouble; 3: cannot run here; 4: invalid, since nothing was aborted or drained. */
#include "soak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

long ccache_pop_cid(long, long, long, long);
long ccache_push_cid(long, long, long, long);
long ccache_pop_batch_cid(long, long, long, long);
long ccache_push_batch_cid(long, long, long, long);
long ccache_pop_cpu(long, long, long, long);
long ccache_push_cpu(long, long, long, long);
long ccache_pop_batch_cpu(long, long, long, long);
long ccache_push_batch_cpu(long, long, long, long);

struct soak soak = {.fence = PRIVATE_EXPEDITED_RSEQ, .seconds = 5};

static int report(const char *mode, uint64_t seed, double seconds) {
    struct worker sum = {0};
    for (int i = 0; i < soak.threads; i++) {
        sum.operations += soak.workers[i].operations;
        sum.in_handlers += soak.workers[i].in_handlers;
        sum.refused += soak.workers[i].refused;
        sum.gave_up += soak.workers[i].gave_up;
        sum.disturbed.signals += soak.workers[i].disturbed.signals;
        sum.disturbed.moves += soak.workers[i].disturbed.moves;
    }
    uint64_t aborts = aborts_counted();
    printf("%s, %d threads, %.1f s, seed %llu: %ld operations, %ld in signal handlers, %llu aborts, %ld drains moved %ld "
           "blocks, %ld refusals (%ld after 64 aborts), %ld signals, %ld moves, %ld bad\n",
           mode, soak.threads, seconds, (unsigned long long)seed, sum.operations, sum.in_handlers,
           (unsigned long long)aborts, soak.drains, soak.drained, sum.refused, sum.gave_up, sum.disturbed.signals,
           sum.disturbed.moves, findings);
    if (findings > 0) {
        return 1;
    }
    bool undisturbed = !soak.widened && (sum.in_handlers == 0 || sum.disturbed.moves == 0);
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
            soak.fence = fence_of(optarg);
            stop_at_first = soak.fence != PRIVATE_EXPEDITED_RSEQ;
            soak.widened |= stop_at_first;
            break;
        default: return 2;
        }
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    bool cpu = strcmp(mode, "cpu") == 0;
    soak.area_offset = find_rseq(cpu, soak.fence);
    soak.limit = sysconf(_SC_NPROCESSORS_CONF);
    soak.call = cpu ? (struct functions){ccache_pop_cpu, ccache_push_cpu, ccache_pop_batch_cpu, ccache_push_batch_cpu}
                    : (struct functions){ccache_pop_cid, ccache_push_cid, ccache_pop_batch_cid, ccache_push_batch_cid};
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
        soak.workers[i].disturbed.random = (seed + (uint64_t)i) * 0x9e3779b97f4a7c15ULL | 1;
        if (pthread_create(&soak.workers[i].thread, NULL, worker_main, &soak.workers[i]) != 0) {
            perror("pthread_create");
            return 2;
        }
    }
    pthread_t drainer;
    uint64_t drainers_seed = seed * 0x2545f4914f6cdd1dULL | 1;
    pthread_create(&drainer, NULL, drainer_main, &drainers_seed);
    double next = start + 10;
    while (!stop && now() < start + soak.seconds) {
        struct timespec pause = {0, 20000000};
        nanosleep(&pause, NULL);
        if (now() >= next) {
            printf("  %.0f s: %llu aborts, %ld drains, %ld bad\n", next - start, (unsigned long long)aborts_counted(),
                   soak.drains, findings);
            next += 10;
        }
    }
    stop = true;
    for (int i = 0; i < soak.threads; i++) {
        pthread_join(soak.workers[i].thread, NULL);
    }
    pthread_join(drainer, NULL);
    check_conservation();
    return report(mode, seed, now() - start);
}
