/* The functional self test: does this kernel abort sequences? Kernels exist that register rseq and abort nothing, so
 * neither a version nor a registration proves anything.
 *
 * Two native threads, so that no Java thread's affinity or policy is touched: the prober spins inside a sequence made
 * for this; the tester disturbs it and watches its abort counter.
 *   step 1  membarrier: the kernel has the rseq fence
 *   step 2  preemption on the same CPU, the step that broken kernels fail: both threads on one CPU. Whenever the tester
 *           runs, the prober does not; so if the prober ran before and ran again after a nap, it was preempted inside
 *           the sequence and must have counted an abort. Nothing else decides: no verdict depends on the load.
 *           A SCHED_IDLE prober is preempted at once by a tester that wakes on a quiet CPU; on a busy one it starves,
 *           so after IDLE_LIMIT_NS a second prober of normal priority takes over.
 *   step 3  fence: registered, then three fences, each of which must abort the prober while it is seen spinning. Skipped
 *           with one allowed CPU, or when the two threads never ran at the same time within the limit: then nothing
 *           could be observed.
 * Steps 1 and 2 decide the mode (probe->first). Step 3 goes on meanwhile, since the kernel takes some 10 ms to register
 * the fence; whoever needs the first fence waits for probe->done.
 * Started by ccache_probe_start, which returns at once.
 */
#include "kernel.h"
#include "sequences.h"

#define HIDDEN __attribute__((visibility("hidden")))

#define MEMBARRIER_QUERY 0
#define MEMBARRIER_EXPEDITED_RSEQ (1 << 7)
#define MEMBARRIER_REGISTER_RSEQ (1 << 8)
#define SCHED_IDLE 5

#define NAP_NS 50000
#define FENCES 3
#define PREEMPTION_FAILURES 3
#define FENCE_FAILURES 16
#define IDLE_LIMIT_NS 3000000L     /* before a starving SCHED_IDLE prober is given up */
#define STEP_LIMIT_NS 1000000000L  /* for busy machines only: a kernel that aborts nothing fails much sooner */
#define PROBER_BYTES 4096

enum outcome { RUNNING, PASSED, NO_REGISTRATION, NO_THREAD, NO_FENCE, FENCE_ABORTS_NOTHING, PREEMPTION_ABORTS_NOTHING };

typedef unsigned long pthread;
typedef int (*create_function)(pthread *, const void *, void *(*)(void *), void *);
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

/* Shared with Java (org.ccache.sequence.SelfTest): keep the order. */
struct probe {
    volatile long done;        /* enum outcome; written last, with release */
    long area_offset;          /* in */
    long create;               /* in: pthread_create */
    long detach;               /* in: pthread_detach */
    long error;                /* out: errno of the failed step, or 0 */
    long fence_aborts;         /* out: aborts seen by step 3, -1 when nothing could be observed */
    long preemption_aborts;    /* out: aborts seen by step 2 */
    long naps;                 /* out: naps that step 2 took */
    long nanoseconds;          /* out: the whole test */
    volatile long first;       /* enum outcome of steps 1 and 2, which decide the mode; written with release */
};

_Static_assert(__builtin_offsetof(struct prober, stop) == PROBE_STOP, "stop");
_Static_assert(__builtin_offsetof(struct prober, aborts) == PROBE_ABORTS, "aborts");
_Static_assert(__builtin_offsetof(struct prober, rounds) == PROBE_ROUNDS, "rounds");
_Static_assert(__builtin_offsetof(struct prober, tid) == PROBE_TID, "tid");

HIDDEN long ccache_probe_spin(struct prober *prober);

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
        ccache_probe_spin(prober);
    }
    while (!__atomic_load_n(&prober->stop, __ATOMIC_ACQUIRE)) {
        nap();
    }
    kernel_call(__NR_munmap, (long)prober, PROBER_BYTES, 0, 0, 0, 0);
    return 0;
}

/* The prober, running, in a page of its own; 0 with probe->error set when there can be none. */
static struct prober *start_prober(struct probe *probe) {
    pthread thread;
    long page = kernel_call(__NR_mmap, 0, PROBER_BYTES, 3 /* read, write */, 0x22 /* private, anonymous */, -1, 0);
    if (page < 0 && page > -4096) {
        probe->error = -page;
        return 0;
    }
    struct prober *prober = (struct prober *)page;
    prober->area_offset = probe->area_offset;
    int error = ((create_function)probe->create)(&thread, 0, prober_main, prober);
    if (error != 0) {
        probe->error = error;
        kernel_call(__NR_munmap, page, PROBER_BYTES, 0, 0, 0, 0);
        return 0;
    }
    ((detach_function)probe->detach)(thread);
    while (__atomic_load_n(&prober->tid, __ATOMIC_ACQUIRE) == 0) {
        nap();
    }
    return prober;
}

/* Not joined: on a busy CPU it may not run for seconds. The page is the prober's from here on; it frees it at its end. */
static void stop_prober(struct prober *prober) {
    __atomic_store_n(&prober->stop, 1, __ATOMIC_RELEASE);
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

/* testers_cpu and probers_cpu differ: where the scheduler keeps both threads on one CPU they are told apart. */
static enum outcome fence_step(struct probe *probe, struct prober *prober, int testers_cpu, int probers_cpu) {
    long limit = now() + STEP_LIMIT_NS;
    int failures = 0;
    int pinned = 0;
    while (now() < limit && failures < FENCE_FAILURES) {
        if (!seen_spinning(prober)) {
            if (!pinned++) {
                pin(prober->tid, probers_cpu);
                pin(0, testers_cpu);
            }
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
    if (probe->fence_aborts == 0 && failures < FENCE_FAILURES) {
        probe->fence_aborts = -1; /* no time in which both ran: as with one CPU */
    }
    return failures < FENCE_FAILURES ? PASSED : FENCE_ABORTS_NOTHING;
}

/* RUNNING when the prober starved: no verdict. */
static enum outcome preemption_step(struct probe *probe, struct prober *prober, long limit) {
    int rounds = prober->rounds;
    int before = 0;
    int failures = -1; /* -1 until the prober was seen to run here: what it counted until then was its migration */
    while (now() < limit) {
        nap();
        probe->naps++;
        if (prober->rounds == rounds) {
            continue;
        }
        rounds = prober->rounds;
        if (failures >= 0 && prober->aborts != before) {
            probe->preemption_aborts = prober->aborts - before;
            return PASSED;
        }
        before = prober->aborts;
        if (++failures == PREEMPTION_FAILURES) {
            return PREEMPTION_ABORTS_NOTHING;
        }
    }
    return RUNNING;
}

/* Ends the prober, or the second one that took its place. */
static enum outcome same_cpu_step(struct probe *probe, struct prober *prober, int cpu) {
    int priority = 0;
    long error = pin(0, cpu);
    if (error == 0) {
        error = pin(prober->tid, cpu);
    }
    if (error < 0) {
        probe->error = -error; /* on two CPUs nothing can be concluded */
        stop_prober(prober);
        return PREEMPTION_ABORTS_NOTHING;
    }
    kernel_call(__NR_sched_setscheduler, prober->tid, SCHED_IDLE, (long)&priority, 0, 0, 0);
    enum outcome outcome = preemption_step(probe, prober, now() + IDLE_LIMIT_NS);
    if (outcome == RUNNING) {
        stop_prober(prober);
        prober = start_prober(probe); /* inherits the tester's CPU */
        if (prober == 0) {
            return NO_THREAD;
        }
        outcome = preemption_step(probe, prober, now() + STEP_LIMIT_NS);
    }
    stop_prober(prober);
    return outcome == RUNNING ? PREEMPTION_ABORTS_NOTHING : outcome;
}

/* Steps 1 and 2: is the fence there, and does preemption abort. */
static enum outcome decide(struct probe *probe, int cpu) {
    long commands = kernel_call(__NR_membarrier, MEMBARRIER_QUERY, 0, 0, 0, 0, 0);
    if (commands < 0 || !(commands & MEMBARRIER_EXPEDITED_RSEQ)) {
        probe->error = commands < 0 ? -commands : 0;
        return NO_FENCE;
    }
    struct prober *prober = start_prober(probe);
    if (prober == 0) {
        return NO_THREAD;
    }
    if (prober->cpu_id < 0) {
        stop_prober(prober);
        return NO_REGISTRATION;
    }
    return same_cpu_step(probe, prober, cpu < 0 ? prober->cpu_id : cpu /* the mask is kept from us */);
}

/* Step 3: registers the fence, which waits for the kernel some 10 ms, and tries it. */
static enum outcome verify_fence(struct probe *probe, int first, int last) {
    long error = kernel_call(__NR_membarrier, MEMBARRIER_REGISTER_RSEQ, 0, 0, 0, 0, 0);
    if (error < 0) {
        probe->error = -error;
        return NO_FENCE;
    }
    if (first >= last) {
        probe->fence_aborts = -1;
        return PASSED;
    }
    struct prober *prober = start_prober(probe);
    if (prober == 0) {
        return NO_THREAD;
    }
    enum outcome outcome = fence_step(probe, prober, first, last);
    stop_prober(prober);
    return outcome;
}

static enum outcome test(struct probe *probe) {
    struct cpu_mask mask;
    long bytes = get_affinity(&mask);
    int first = -1;
    int last = -1;
    for (long i = 0; i < bytes * 8; i++) {
        if (mask.words[i / 64] >> (i % 64) & 1) {
            first = first < 0 ? (int)i : first;
            last = (int)i;
        }
    }
    enum outcome outcome = decide(probe, last); /* the last one: interrupts tend to gather on the first */
    if (bytes > 0) {
        kernel_call(__NR_sched_setaffinity, 0, bytes, (long)&mask, 0, 0, 0); /* the next prober inherits it */
    }
    __atomic_store_n(&probe->first, outcome, __ATOMIC_RELEASE);
    return outcome == PASSED ? verify_fence(probe, first, last) : outcome;
}

static void *tester_main(void *argument) {
    struct probe *probe = argument;
    long start = now();
    enum outcome outcome = test(probe);
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
