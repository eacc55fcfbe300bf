/*
 * one_thread WHERE
 * A program of exactly one thread that visits every processor it may use and prints which concurrency ids (mm_cid) and
 * processor numbers (cpu_id) it saw there, as one line of JSON: the experiment cid-vs-cpu without a JVM's other threads. WHERE
 * is handed through. Ends with 1 and a reason where the C library has registered no rseq area or the kernel has no mm_cid.
 */
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/rseq.h>
#include <sys/utsname.h>
#include <time.h>

#define MOST_PROCESSORS 8192
#define READS 100
#define FEATURE_SIZE_OF_CID 28 /* up to and with mm_cid, which glibc's own struct may not have */
#define OFFSET_OF_CPU 4
#define OFFSET_OF_CID 24

#ifndef AT_RSEQ_FEATURE_SIZE
#define AT_RSEQ_FEATURE_SIZE 27
#endif

static unsigned char cid_seen[MOST_PROCESSORS];
static unsigned char cpu_seen[MOST_PROCESSORS];
static int last_cids[MOST_PROCESSORS];
static int visited[MOST_PROCESSORS];

static _Noreturn void fail(const char *what, const char *why) {
    fprintf(stderr, "one_thread: %s: %s\n", what, why);
    exit(1);
}

/* A field of this thread's area: the kernel writes it whenever the thread comes back from it. */
static uint32_t field(int offset) {
    const char *area = (const char *)__builtin_thread_pointer() + __rseq_offset;
    uint32_t value = *(const volatile uint32_t *)(area + offset);
    if (value >= MOST_PROCESSORS) {
        fail("rseq", "a field is out of range");
    }
    return value;
}

static int count(const unsigned char *seen) {
    int n = 0;
    for (int i = 0; i < MOST_PROCESSORS; i++) {
        n += seen[i];
    }
    return n;
}

static void visit(cpu_set_t *one, size_t bytes, int processor) {
    CPU_ZERO_S(bytes, one);
    CPU_SET_S(processor, bytes, one);
    if (sched_setaffinity(0, bytes, one) != 0) {
        fail("sched_setaffinity", strerror(errno));
    }
    /* Asleep the thread gives up its processor, and with it what the kernel may hand to others. */
    const struct timespec nap = {.tv_nsec = 50000};
    for (int i = 0; i < READS; i++) {
        cid_seen[field(OFFSET_OF_CID)] = 1;
        cpu_seen[field(OFFSET_OF_CPU)] = 1;
        nanosleep(&nap, NULL);
    }
}

static void print(const char *name, int n, const int *values) {
    printf(",\"%s\":[", name);
    for (int i = 0; i < n; i++) {
        printf("%s%d", i == 0 ? "" : ",", values[i]);
    }
    printf("]");
}

int main(int argc, char **argv) {
    const char *where = argc > 1 ? argv[1] : "here";
    if (__rseq_size == 0) {
        fail("rseq", "the C library has registered no area");
    }
    if (getauxval(AT_RSEQ_FEATURE_SIZE) < FEATURE_SIZE_OF_CID) {
        fail("rseq", "the kernel has no mm_cid");
    }
    size_t bytes = CPU_ALLOC_SIZE(MOST_PROCESSORS);
    cpu_set_t *allowed = CPU_ALLOC(MOST_PROCESSORS);
    cpu_set_t *one = CPU_ALLOC(MOST_PROCESSORS);
    struct utsname kernel;
    if (allowed == NULL || one == NULL || sched_getaffinity(0, bytes, allowed) != 0 || uname(&kernel) != 0) {
        fail("start", strerror(errno));
    }
    int n = 0;
    for (int processor = 0; processor < MOST_PROCESSORS; processor++) {
        if (CPU_ISSET_S(processor, bytes, allowed)) {
            visit(one, bytes, processor);
            last_cids[n] = (int)field(OFFSET_OF_CID);
            visited[n++] = processor;
        }
    }
    printf("{\"where\":\"%s\",\"kernel\":\"%s\"", where, kernel.release);
    print("processors", n, visited);
    print("lastCids", n, last_cids);
    printf(",\"cids\":%d,\"cpuIds\":%d}\n", count(cid_seen), count(cpu_seen));
    return 0;
}
