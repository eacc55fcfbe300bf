/* template_test kernel|emulated BOUNDARIES    aborts the sequence at every instruction, and looks at what it did
 * template_test count CALLS                   only calls it, prints counts and aborts; for debuggers
 *
 * A trap instruction is planted over each instruction of the sequence in turn. Its signal is an event inside: the kernel
 * aborts the sequence, then runs the handler, which takes the trap away. Where the kernel has no rseq (emulators, other
 * architectures) the handler does the kernel's part, on an area of the program's own.
 * BOUNDARIES: lines "symbol offset", the offsets of all instructions from start to commit, by boundaries.awk.
 * Exit status 0 if all was right, 1 if not, 3 if the mode cannot be had here. */
#define _GNU_SOURCE
#include "template.h"

#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef AT_RSEQ_FEATURE_SIZE
#define AT_RSEQ_FEATURE_SIZE 27
#endif

#if defined(__x86_64__)
typedef uint8_t instruction;
static const instruction trap = 0xcc; /* int3: reported one byte further */
#define PC(context) ((context)->uc_mcontext.gregs[REG_RIP])
#define TRAP_LENGTH 1
#elif defined(__aarch64__)
typedef uint32_t instruction;
static const instruction trap = 0xd4200000; /* brk #0: reported where it stands */
#define PC(context) ((context)->uc_mcontext.pc)
#define TRAP_LENGTH 0
#endif

#define LIMIT 1024 /* slots */
#define MOST 5     /* aborts */
#define ROUNDS 3

extern const unsigned __rseq_size __attribute__((weak));
extern const ptrdiff_t __rseq_offset __attribute__((weak));

extern const char template_count_start[], template_count_commit[], template_count_abort[];

struct slot {
    volatile uint64_t count;
    char pad[(1 << SLOT_SHIFT) - sizeof(uint64_t)];
};

static struct area {
    int32_t cpu_id_start, cpu_id;
    uint64_t rseq_cs;
    uint32_t flags, node_id, mm_cid, pad;
} fake_area __attribute__((aligned(32)));

/* What the handler does, once, besides taking the trap away. */
enum variant { PLAIN, NESTED /* counts itself */, MIGRATED /* to another CPU */, FOR_GOOD /* leaves it there */, VARIANTS };
static const char *const names[VARIANTS] = {"plain", "nested", "migrated", "for good"};

static struct slot slots[LIMIT] __attribute__((aligned(64)));
static bool emulated;
static long area, field, limit = LIMIT;
static int cpus[2] = {-1, -1};
static long cases, aborts, wrong;

static enum variant variant;
static const char *planted;
static instruction saved;
static int met;
static bool aborted, counted_at_trap;
static char context[128];

static void fail(const char *text, ...) {
    va_list arguments;
    va_start(arguments, text);
    printf("%s: ", context);
    vprintf(text, arguments);
    printf("\n");
    va_end(arguments);
    wrong++;
}

static uint64_t sum(void) {
    uint64_t total = 0;
    for (int i = 0; i < LIMIT; i++) {
        total += slots[i].count;
    }
    return total;
}

static long count(void) {
    return template_count(area, field, slots, limit, ROUNDS, MOST);
}

static void write_code(const char *address, instruction code) {
    memcpy((char *)address, &code, sizeof code);
    __builtin___clear_cache((char *)address, (char *)address + sizeof code);
}

static void migrate(int to) {
    if (emulated) {
        fake_area.cpu_id = fake_area.cpu_id_start = to;
        fake_area.mm_cid = (uint32_t)to;
        return;
    }
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpus[to], &set);
    sched_setaffinity(0, sizeof set, &set);
}

/* What the kernel does at an event: kernel/rseq.c, rseq_ip_fixup. */
static uintptr_t kernels_part(uintptr_t pc) {
    struct {
        uint32_t version, flags;
        uint64_t start, length, abort;
    } *descriptor = (void *)(uintptr_t)fake_area.rseq_cs;
    fake_area.rseq_cs = 0;
    if (descriptor == NULL || pc - descriptor->start >= descriptor->length) {
        return pc;
    }
    uint32_t signature;
    memcpy(&signature, (char *)descriptor->abort - 4, 4);
    if (signature != RSEQ_SIGNATURE || descriptor->version != 0 || descriptor->flags != 0) {
        fail("the kernel would have killed the process");
    }
    return descriptor->abort;
}

static void on_trap(int number, siginfo_t *info, void *argument) {
    (void)number, (void)info;
    ucontext_t *frame = argument;
    uintptr_t here = (uintptr_t)planted;
    uintptr_t pc = (uintptr_t)PC(frame);
    met++;
    if (pc == here + TRAP_LENGTH) { /* no abort yet */
        pc = emulated ? kernels_part(here) : here;
        PC(frame) = pc;
    }
    aborted = pc == (uintptr_t)template_count_abort;
    aborts += aborted;
    if (aborted != (planted < template_count_commit)) {
        fail(aborted ? "aborted" : "not aborted");
    }
    counted_at_trap = sum() == 1;
    if (variant != FOR_GOOD || !aborted) {
        write_code(planted, saved);
    }
    long nested = variant == NESTED && met == 1 ? count() : 0;
    if (emulated ? nested != 0 : nested < 0) {
        fail("the nested call returned %ld", nested);
    }
    if (variant == MIGRATED && met == 1) {
        migrate(1);
    }
}

static void run(int offset) {
    snprintf(context, sizeof context, "start + %d, %s", offset, names[variant]);
    migrate(0);
    memset(slots, 0, sizeof slots);
    met = 0;
    planted = template_count_start + offset;
    memcpy(&saved, planted, sizeof saved);
    write_code(planted, trap);
    long result = count();
    write_code(planted, saved);
    cases++;

    bool last = planted == template_count_commit;
    bool gives_up = variant == FOR_GOOD && !last;
    uint64_t expected = gives_up ? 0 : variant == NESTED ? 2 : 1;
    /* A real kernel's own aborts come on top of the planted one: they may raise the result, never change the count. */
    long least = gives_up ? TEMPLATE_GAVE_UP : last ? 0 : 1;
    if (emulated || gives_up ? result != least : result < least) {
        fail("the result is %ld, not %ld", result, least);
    }
    if (sum() != expected) {
        fail("counted %ld, not %ld", (long)sum(), (long)expected);
    }
    if (counted_at_trap != last) {
        fail(last ? "not yet counted at the commit" : "counted before the commit");
    }
    if (met == 0 || (emulated && met != (gives_up ? MOST : 1))) {
        fail("the trap was met %d times", met);
    }
    if (variant == MIGRATED && (emulated || field == RSEQ_CPU_ID) && slots[emulated ? 1 : cpus[1]].count != !last) {
        fail("counted in the slot of an index that it had left");
    }
}

/* Not below the limit: nothing may be touched. */
static void refused(void) {
    snprintf(context, sizeof context, "limit 0");
    memset(slots, 0, sizeof slots);
    limit = 0;
    if (count() != TEMPLATE_NO_INDEX || sum() != 0) {
        fail("not refused");
    }
    limit = LIMIT;
    cases++;
}

static int test(const char *path) {
    int offset, instructions = 0;
    FILE *file = fopen(path, "r");
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = (uintptr_t)template_count_start & -page;
    if (file == NULL || mprotect((void *)first, (uintptr_t)template_count_commit + 8 - first,
                                 PROT_READ | PROT_WRITE | PROT_EXEC) != 0) {
        perror(path);
        return 2;
    }
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGTRAP, &action, NULL);
    while (fscanf(file, "%*s %d", &offset) == 1) {
        instructions++;
        for (variant = 0; variant < VARIANTS; variant++) {
            if (variant != MIGRATED || emulated || cpus[1] >= 0) {
                run(offset);
            }
        }
    }
    fclose(file);
    refused();
    if (instructions < 8 || aborts == 0) {
        fail("nothing was tested");
    }
    printf("%d instructions, %ld cases, %ld aborts, %ld wrong\n", instructions, cases, aborts, wrong);
    return wrong != 0;
}

int main(int argc, char **argv) {
    cpu_set_t allowed;
    if (argc < 3) {
        fprintf(stderr, "usage: template_test kernel|emulated BOUNDARIES, or template_test count CALLS\n");
        return 2;
    }
    alarm(600);
    emulated = strcmp(argv[1], "emulated") == 0;
    sched_getaffinity(0, sizeof allowed, &allowed);
    for (int cpu = 0, n = 0; cpu < CPU_SETSIZE && n < 2; cpu++) {
        if (CPU_ISSET(cpu, &allowed)) {
            cpus[n++] = cpu;
        }
    }
    if (emulated) {
        area = (char *)&fake_area - (char *)__builtin_thread_pointer();
        field = RSEQ_MM_CID;
    } else if (&__rseq_size == NULL || __rseq_size == 0) {
        printf("the C library has registered no rseq area\n");
        return 3;
    } else {
        area = __rseq_offset;
        field = getauxval(AT_RSEQ_FEATURE_SIZE) >= RSEQ_MM_CID + 4 ? RSEQ_MM_CID : RSEQ_CPU_ID;
    }
    if (strcmp(argv[1], "count") != 0) {
        return test(argv[2]);
    }
    long calls = atol(argv[2]), given_up = 0;
    for (long i = 0; i < calls; i++) {
        long result = count();
        given_up += result == TEMPLATE_GAVE_UP;
        aborts += result > 0 ? result : result == TEMPLATE_GAVE_UP ? MOST : 0;
    }
    printf("%ld calls, counted %ld, %ld aborts, %ld given up\n", calls, (long)sum(), aborts, given_up);
    return (long)sum() + given_up != calls;
}
