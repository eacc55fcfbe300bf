/* self_test here|unregistered|deaf RUNS HOGS: runs probe.c's self test and prints how often each outcome came.
 *
 * here: the real area. unregistered: an area that says so. deaf: an area that claims to be registered, but no kernel ever
 * looks at it, as on a kernel that aborts nothing. HOGS threads keep the CPUs busy meanwhile.
 *
 * One thing depends on chance: a prober that does not get its CPU twice within probe.c's limit of a second has shown nothing,
 * and the verdict is then the careful one. It takes that second, which the verdict on a kernel that aborts nothing does not:
 * "starved" is counted apart, and exit status 3 says that nothing else came. */
#include "area.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern const unsigned __rseq_size __attribute__((weak));
extern const ptrdiff_t __rseq_offset __attribute__((weak));

/* struct probe of probe.c */
struct probe {
    volatile long done;
    long area_offset, create, detach, error, fence_aborts, preemption_aborts, naps, nanoseconds;
    volatile long first;
};

long ccache_probe_start(struct probe *probe);

static const char *const outcomes[] = {"no end",           "passed",   "no registration",
                                       "no thread",        "no fence", "fence aborts nothing",
                                       "preemption aborts nothing", "starved"};

#define PREEMPTION_ABORTS_NOTHING 6
#define STARVED 7
#define OUTCOMES 8
#define STEP_LIMIT_NS 1000000000L /* probe.c's */
#define WAIT_S 60                 /* for a test that takes 3 s at most, if it gets its CPUs */

static __thread int fake_area[16] __attribute__((aligned(64))) = {0, 0};
static __thread int unregistered_area[16] __attribute__((aligned(64))) = {0, -1};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *hog(void *unused) {
    for (;;) {
        __asm__ volatile("" : : : "memory");
    }
    return unused;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        return 2;
    }
    char *thread_pointer = __builtin_thread_pointer();
    long tally[OUTCOMES] = {0};
    double slowest = 0;
    for (int i = atoi(argv[3]); i > 0; i--) {
        pthread_t thread;
        pthread_create(&thread, NULL, hog, NULL);
    }
    int runs = atoi(argv[2]);
    for (int i = 0; i < runs; i++) {
        struct probe probe = {
            .create = (long)pthread_create,
            .detach = (long)pthread_detach,
        };
        if (strcmp(argv[1], "here") == 0) {
            if (&__rseq_size == NULL || __rseq_size == 0) {
                printf("the C library has registered no rseq area\n");
                return 3;
            }
            probe.area_offset = __rseq_offset;
        } else {
            int *area = strcmp(argv[1], "deaf") == 0 ? fake_area : unregistered_area;
            probe.area_offset = (char *)area - thread_pointer;
        }
        if (i == 0) {
            area_write(probe.area_offset);
        }
        if (ccache_probe_start(&probe) != 0) {
            return 2;
        }
        for (double end = now() + WAIT_S; now() < end && !__atomic_load_n(&probe.done, __ATOMIC_ACQUIRE);) {
            usleep(100);
        }
        bool starved = probe.done == PREEMPTION_ABORTS_NOTHING && probe.error == 0 && probe.nanoseconds >= STEP_LIMIT_NS;
        tally[starved ? STARVED : probe.done]++;
        slowest = probe.nanoseconds > slowest ? (double)probe.nanoseconds : slowest;
    }
    for (int i = 0; i < OUTCOMES; i++) {
        if (tally[i] != 0) {
            printf("%s %ld; ", outcomes[i], tally[i]);
        }
    }
    printf("slowest %.1f ms\n", slowest / 1e6);
    fflush(stdout);
    bool nothing = tally[STARVED] == runs && strcmp(argv[1], "deaf") != 0;
    _exit(nothing ? 3 : 0); /* the hogs never end */
}
