#define _GNU_SOURCE
#include "area.h"
#include "soak_common.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

extern const unsigned __rseq_size __attribute__((weak));
extern const ptrdiff_t __rseq_offset __attribute__((weak));

long inject_delay[POINTS];
long findings;
volatile bool stop;
bool stop_at_first;
static int cpus[CPU_SETSIZE], cpu_count;

void found(const char *format, long a, long b) {
    if (__atomic_fetch_add(&findings, 1, __ATOMIC_RELAXED) < 5) {
        printf("  bad: ");
        printf(format, a, b);
        printf("\n");
    }
    if (stop_at_first) {
        stop = true;
    }
}

double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

uint64_t next_random(uint64_t *state) { /* xorshift64* */
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * 2685821657736338717ULL) >> 16;
}

int allowed_cpus(void) {
    if (cpu_count == 0) {
        cpu_set_t set;
        sched_getaffinity(0, sizeof set, &set);
        for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
            if (CPU_ISSET(cpu, &set)) {
                cpus[cpu_count++] = cpu;
            }
        }
    }
    return cpu_count;
}

int cpu_number(int n) {
    return cpus[n % allowed_cpus()];
}

void pin_to(int tid, int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < allowed_cpus(); i++) {
        if (cpu < 0 || cpus[i] == cpu) {
            CPU_SET(cpus[i], &set);
        }
    }
    sched_setaffinity(tid, sizeof set, &set);
}

void nap(long nanoseconds) {
    struct timespec time = {0, nanoseconds};
    nanosleep(&time, NULL);
}

void disturb(struct disturbed *self, const struct disturbed *other, unsigned event) {
    if (event >= 20) {
        return;
    }
    uint64_t random = next_random(&self->random);
    switch (event) {
    case 0:
    case 1:
        inject_delay[random % POINTS] = (random >> 3 & 3) == 0 ? (long)((random >> 16) % 4000) : 0;
        break;
    case 2:
    case 3:
    case 4:
        pin_to(other->tid, random & 1 ? cpu_number((int)((random >> 16) % (uint64_t)allowed_cpus())) : -1);
        self->moves++;
        break;
    case 5:
        nap(1000);
        break;
    case 6 ... 9:
        sched_yield();
        break;
    default:
        syscall(SYS_tgkill, getpid(), other->tid, SIGUSR1);
        self->signals++;
    }
}

static void cannot(const char *reason) {
    printf("%s\n", reason);
    exit(3);
}

long find_rseq(bool cpu, int fence) {
    if (&__rseq_size == NULL || __rseq_size == 0) {
        cannot("the C library has registered no rseq area");
    }
    if (!cpu && getauxval(27 /* AT_RSEQ_FEATURE_SIZE */) < RSEQ_MM_CID + 4) {
        cannot("the kernel has no mm_cid");
    }
    if (fence != 0 && syscall(SYS_membarrier, fence << 1, 0, 0) != 0) {
        cannot("membarrier cannot be registered for this fence");
    }
    if (fence != PRIVATE_EXPEDITED_RSEQ && allowed_cpus() < 2) {
        cannot("one allowed CPU: a missing fence cannot be seen");
    }
    area_write(__rseq_offset);
    return __rseq_offset;
}

void fence_all(int fence) {
    if (fence != 0 && syscall(SYS_membarrier, fence, 0, 0) != 0) {
        perror("membarrier");
        stop = true;
    }
}

int fence_of(const char *name) {
    return strcmp(name, "rseq") == 0 ? PRIVATE_EXPEDITED_RSEQ : strcmp(name, "private") == 0 ? PRIVATE_EXPEDITED : 0;
}
