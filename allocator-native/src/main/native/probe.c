/* The functional self test: does this kernel abort sequences? Kernels exist that register rseq and abort nothing, so
 * neither a version nor a registration proves anything.
 *
 * Two native threads, so that no Java thread's affinity or policy is touched: the prober spins inside a sequence made
 * for this; the tester disturbs it and watches its abort counter.
 *   step 1  membarrier: the rseq fence is there and registers
 *   step 2  fence: three fences, each of which must abort the prober while it is seen spinning
 *           (skipped with one allowed CPU: the prober cannot be running while the tester calls)
 *   step 3  preemption on the same CPU, the step that broken kernels fail: both threads on one CPU. A SCHED_IDLE prober
 *           is preempted at once by a tester that wakes from a nap on a quiet CPU; on a busy one it would starve, so
 *           after IDLE_NAPS a second prober of normal priority takes over until the time limit.
 * Started by ccache_probe_start, which returns at once; Java waits for probe->done.
 */
#include "kernel.h"
#include "sequences.h"

#define HIDDEN __attribute__((visibility("hidden")))

#define MEMBARRIER_QUERY 0
#define MEMBARRIER_EXPEDITED_RSEQ (1 << 7)
#define MEMBARRIER_REGISTER_RSEQ (1 << 8)
#define SCHED_IDLE 5

#define NAP_NS 50000
#define IDLE_NAPS 40              /* about 4 ms with the default timer slack */
#define STEP_LIMIT_NS 200000000L
#define FENCES 3
#define FENCE_FAILURES 16
#define FENCE_LIMIT_NS 1000000000L /* for busy machines only: a kernel that aborts nothing fails much sooner */

enum outcome { RUNNING, PASSED, NO_REGISTRATION, NO_THREAD, NO_FENCE, FENCE_ABORTS_NOTHING, PREEMPTION_ABORTS_NOTHING };

typedef unsigned long pthread;
typedef int (*create_function)(pthread *, const void *, void *(*)(void *), void *);
typedef int (*join_function)(pthread, void **);
typedef int (*detach_function)(pthread);

/* The prober's words; ccache_probe_spin knows the offsets. */
struct prober {
    volatile int stop;
    int pad0;
    volatile int aborts;
    int pad1;
    volatile int rounds;
    int pad2;
    volatile int tid;
    volatile int cpu_id;
    long area_offset;
};

/* Shared with Java (org.ccache.os.SelfTest): keep the order. */
struct probe {
    volatile long done;        /* enum outcome; written last, with release */
    long area_offset;          /* in */
    long create;               /* in: pthread_create */
    long join;                 /* in: pthread_join */
    long detach;               /* in: pthread_detach */
    long error;                /* out: errno of the failed step, or 0 */
    long fence_aborts;         /* out: aborts seen by step 2, -1 when skipped */
    long preemption_aborts;    /* out: aborts seen by step 3 */
    long naps;                 /* out: naps that step 3 took */
    long nanoseconds;          /* out: the whole test */
};

_Static_assert(__builtin_offsetof(struct prober, stop) == PROBE_STOP, "stop");
_Static_assert(__builtin_offsetof(struct prober, aborts) == PROBE_ABORTS, "aborts");
_Static_assert(__builtin_offsetof(struct prober, rounds) == PROBE_ROUNDS, "rounds");
_Static_assert(__builtin_offsetof(struct prober, tid) == PROBE_TID, "tid");

HIDDEN long ccache_probe_spin(long area_offset, struct prober *prober);

struct cpu_mask { unsigned long words[128]; }; /* 8192 CPUs */

static long now(void) {
    long time[2];
    kernel_call(__NR_clock_gettime, 1 /* CLOCK_MONOTONIC */, (long)time, 0, 0, 0, 0);
    return time[0] * 1000000000L + time[1];
}

static void nap(void) {
    long time[2] = {0, NAP_NS};
    kernel_call(__NR_nanosleep, (long)time, 0, 0, 0, 0, 0);
}

/* Bytes of the mask that the kernel filled, or -errno. */
static long get_affinity(struct cpu_mask *mask) {
    for (unsigned i = 0; i < sizeof mask->words / sizeof mask->words[0]; i++) {
        mask->words[i] = 0;
        __asm__ volatile("" : : : "memory"); /* no call of memset: there is no C library */
    }
    return kernel_call(__NR_sched_getaffinity, 0, sizeof *mask, (long)mask, 0, 0, 0);
}

static long pin(long tid, int cpu) {
    unsigned long mask[128];
    for (int i = 0; i < 128; i++) {
        mask[i] = i == cpu / 64 ? 1UL << (cpu % 64) : 0;
        __asm__ volatile("" : : : "memory");
    }
    return kernel_call(__NR_sched_setaffinity, tid, sizeof mask, (long)mask, 0, 0, 0);
}

static void *prober_main(void *argument) {
    struct prober *prober = argument;
    prober->cpu_id = *(volatile int *)(thread_pointer() + prober->area_offset + RSEQ_CPU_ID);
    __atomic_store_n(&prober->tid, (int)kernel_call(__NR_gettid, 0, 0, 0, 0, 0, 0), __ATOMIC_RELEASE);
    if (prober->cpu_id >= 0) {
        ccache_probe_spin(prober->area_offset, prober);
    }
    return 0;
}

static int start_prober(struct probe *probe, struct prober *prober, pthread *thread) {
    prober->stop = prober->aborts = prober->rounds = prober->tid = 0;
    prober->area_offset = probe->area_offset;
    int error = ((create_function)probe->create)(thread, 0, prober_main, prober);
    while (error == 0 && __atomic_load_n(&prober->tid, __ATOMIC_ACQUIRE) == 0) {
        nap();
    }
    return error;
}

static void stop_prober(struct probe *probe, struct prober *prober, pthread thread) {
    prober->stop = 1;
    ((join_function)probe->join)(thread, 0);
}

/* True when the prober was seen to run, that is to be inside its sequence, within a short while. */
static int seen_spinning(struct prober *prober) {
    int before = prober->rounds;
    for (int i = 0; i < 20000; i++) {
        if (prober->rounds != before) {
            return 1;
        }
    }
    return 0;
}

static enum outcome fence_step(struct probe *probe, struct prober *prober) {
    long limit = now() + FENCE_LIMIT_NS;
    int failures = 0;
    while (now() < limit && failures < FENCE_FAILURES) {
        if (!seen_spinning(prober)) {
            nap(); /* not running: somebody else has its CPU */
            continue;
        }
        int before = prober->aborts;
        long error = kernel_call(__NR_membarrier, MEMBARRIER_EXPEDITED_RSEQ, 0, 0, 0, 0, 0);
        if (error < 0) {
            probe->error = -error;
            return NO_FENCE;
        }
        /* The abort handler has counted once the prober is seen to spin again; if it is not, the machine is busy and
         * this try says nothing. */
        if (!seen_spinning(prober)) {
            continue;
        }
        if (prober->aborts == before) {
            failures++;
        } else if (++probe->fence_aborts == FENCES) {
            return PASSED;
        }
    }
    return FENCE_ABORTS_NOTHING;
}

static enum outcome preemption_step(struct probe *probe, struct prober *prober, int naps, long limit) {
    int before = prober->aborts;
    while (probe->naps < naps && now() < limit) {
        nap();
        probe->naps++;
        if (prober->aborts != before) {
            probe->preemption_aborts = prober->aborts - before;
            return PASSED;
        }
    }
    return PREEMPTION_ABORTS_NOTHING;
}

static enum outcome same_cpu_step(struct probe *probe, struct prober *prober, pthread *thread, int cpu) {
    long limit = now() + STEP_LIMIT_NS;
    int priority = 0;
    pin(0, cpu);
    pin(prober->tid, cpu);
    kernel_call(__NR_sched_setscheduler, prober->tid, SCHED_IDLE, (long)&priority, 0, 0, 0);
    nap(); /* the prober gets the CPU: what follows is preemption on this CPU, not the migration to it */
    if (preemption_step(probe, prober, IDLE_NAPS, limit) == PASSED) {
        return PASSED;
    }
    stop_prober(probe, prober, *thread);
    if (start_prober(probe, prober, thread) != 0) { /* inherits the tester's CPU */
        return NO_THREAD;
    }
    nap();
    return preemption_step(probe, prober, 1 << 20, limit);
}

static enum outcome test(struct probe *probe, struct prober *prober) {
    struct cpu_mask mask;
    long commands = kernel_call(__NR_membarrier, MEMBARRIER_QUERY, 0, 0, 0, 0, 0);
    if (commands < 0 || !(commands & MEMBARRIER_EXPEDITED_RSEQ)) {
        probe->error = commands < 0 ? -commands : 0;
        return NO_FENCE;
    }
    long error = kernel_call(__NR_membarrier, MEMBARRIER_REGISTER_RSEQ, 0, 0, 0, 0, 0);
    if (error < 0) {
        probe->error = -error;
        return NO_FENCE;
    }
    long bytes = get_affinity(&mask);
    int allowed = 0;
    int cpu = -1;
    for (long i = 0; i < bytes * 8; i++) {
        if (mask.words[i / 64] >> (i % 64) & 1) {
            allowed++;
            cpu = (int)i; /* the last one: interrupts tend to gather on the first */
        }
    }
    pthread thread;
    if ((error = start_prober(probe, prober, &thread)) != 0) {
        probe->error = error;
        return NO_THREAD;
    }
    enum outcome outcome = prober->cpu_id < 0 ? NO_REGISTRATION : PASSED;
    if (outcome == PASSED && allowed > 1) {
        outcome = fence_step(probe, prober);
    } else {
        probe->fence_aborts = -1;
    }
    if (outcome == PASSED && cpu >= 0) {
        outcome = same_cpu_step(probe, prober, &thread, cpu);
    }
    if (outcome != NO_THREAD) {
        stop_prober(probe, prober, thread);
    }
    return outcome;
}

static void *tester_main(void *argument) {
    struct probe *probe = argument;
    struct prober prober;
    long start = now();
    enum outcome outcome = test(probe, &prober);
    probe->nanoseconds = now() - start;
    __atomic_store_n(&probe->done, outcome, __ATOMIC_RELEASE);
    return 0;
}

/* Starts the tester; 0, or the errno of pthread_create. The caller keeps probe valid until done is set. */
HIDDEN long ccache_probe_start(struct probe *probe) {
    pthread thread;
    int error = ((create_function)probe->create)(&thread, 0, tester_main, probe);
    if (error == 0) {
        ((detach_function)probe->detach)(thread);
    }
    return error;
}
