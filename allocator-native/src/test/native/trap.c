/* A trap over an instruction of a sequence: delivering its signal aborts the sequence (or the handler emulates that), so
 * that every instruction can be interrupted at will, once, without any luck. */
#define _GNU_SOURCE
#include "trap.h"

#include "area.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define TOO_MANY 300 /* traps in one run: a mutant that never ends */

#if defined(__x86_64__)
typedef uint8_t instruction;
static const instruction trap_instruction = 0xcc; /* int3: reported one byte further */
#define PC(context) ((context)->uc_mcontext.gregs[REG_RIP])
#define TRAP_LENGTH 1
#elif defined(__aarch64__)
typedef uint32_t instruction;
static const instruction trap_instruction = 0xd4200000; /* brk #0: reported where it stands */
#define PC(context) ((context)->uc_mcontext.pc)
#define TRAP_LENGTH 0
#endif

enum mode mode;
long failures;
char context[256];
long area_offset;
long traps_met;
long aborts_seen;
__thread struct area fake_area __attribute__((aligned(64)));
const char *const variant_names[VARIANTS] = {"plain",   "nested",  "nested-other", "migrated", "kept",
                                             "bound",   "drained", "reopened",     "vanished", "unfenced"};

static struct trap *volatile current;
static instruction saved, saved_opener;
static cpu_set_t allowed;
static int cpus[2] = {-1, -1}; /* two allowed CPUs */

static void plant(const char *address, instruction *old, instruction new) {
    static uintptr_t writable[64];
    uintptr_t size = sysconf(_SC_PAGESIZE);
    for (int i = 0; i < 2; i++) { /* an instruction may cross a page */
        uintptr_t page = ((uintptr_t)address + i * (sizeof new - 1)) & -size;
        unsigned slot = 0;
        while (writable[slot] != page && writable[slot] != 0 && slot < 63) {
            slot++;
        }
        if (writable[slot] != page) {
            if (mprotect((void *)page, size, PROT_READ | PROT_WRITE | PROT_EXEC) != 0) {
                perror("code pages cannot be made writable");
                exit(2);
            }
            writable[slot] = page;
        }
    }
    if (old != NULL) {
        memcpy(old, address, sizeof *old);
    }
    memcpy((char *)address, &new, sizeof new);
    __builtin___clear_cache((char *)address, (char *)address + sizeof new);
}

static bool inside(const struct range *range, uintptr_t pc) {
    return pc - (uintptr_t)range->start < (uintptr_t)(range->commit - range->start);
}

/* The kernel's work at an event (rseq_ip_fixup), on the fake area. */
static uintptr_t emulate_event(uintptr_t pc) {
    struct {
        uint32_t version, flags;
        uint64_t start, length, abort;
    } descriptor;
    if (fake_area.rseq_cs == 0) {
        return pc;
    }
    memcpy(&descriptor, (void *)(uintptr_t)fake_area.rseq_cs, sizeof descriptor);
    fake_area.rseq_cs = 0;
    if (pc - descriptor.start >= descriptor.length) {
        return pc;
    }
    uint32_t signature;
    memcpy(&signature, (char *)descriptor.abort - 4, 4);
    if (signature != RSEQ_SIGNATURE || descriptor.version != 0 || descriptor.flags != 0 ||
        descriptor.abort - descriptor.start < descriptor.length) {
        fail("the kernel would kill the process: bad descriptor or signature");
    }
    return descriptor.abort;
}

long index_now(const struct sequence *sequence) {
    if (mode == EMULATED) {
        return sequence->cpu ? fake_area.cpu_id : (long)fake_area.mm_cid;
    }
    return sequence->cpu ? sched_getcpu() : UNKNOWN;
}

long other_index(void) {
    if (mode == EMULATED) {
        return (long)((fake_area.cpu_id + 1U) % region_count);
    }
    return sched_getcpu() == cpus[0] ? cpus[1] : cpus[0];
}

/* In KERNEL mode index is a CPU; the id that goes with it is the kernel's choice. */
void go_to(long index) {
    if (mode == EMULATED) {
        fake_area.cpu_id = fake_area.cpu_id_start = (int32_t)index;
        fake_area.mm_cid = (uint32_t)index;
        return;
    }
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(index < 0 ? cpus[0] : index, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) {
        perror("sched_setaffinity");
        exit(2);
    }
}

bool can_migrate(void) {
    return mode == EMULATED || cpus[1] >= 0;
}

/* The kernel's last word, where only the kernel knows the index. */
static long index_here(const struct sequence *sequence) {
    long index = index_now(sequence);
    char *thread_pointer = __builtin_thread_pointer();
    return index != UNKNOWN ? index : *(volatile uint32_t *)(thread_pointer + area_offset + RSEQ_MM_CID);
}

long index_of(const struct operation *operation) {
    long index = operation_index(operation, index_now(operation->sequence));
    return index != UNKNOWN ? index : index_here(operation->sequence);
}

static void nested(struct trap *trap, bool other) {
    static struct operation operation;
    struct scenario scenario = {.limit = trap->operation->limit, .n = 5, .compares = 1, .stores = 2};
    operation_prepare(&operation, sibling(trap->operation->sequence, other), &scenario);
    operation_run(&operation);
    operation_apply(&operation, index_of(&operation));
    operation_check(&operation, "nested operation");
    regions_check("after the nested operation");
}

static void disturb(struct trap *trap) {
    bool of_count = trap->range == &trap->operation->sequence->count;
    unsigned index = (unsigned)index_here(trap->operation->sequence);
    switch (trap->variant) {
    case NESTED:
    case NESTED_OTHER:
        nested(trap, trap->variant == NESTED_OTHER);
        if (of_count) { /* the nested operation might have been aborted, too, and counted that */
            *(uint64_t *)(region(index) + REGION_ABORTS) += 1000;
            trap->written_by_hand += 1000;
        }
        break;
    case MIGRATED:
        go_to(other_index());
        break;
    case VANISHED:
        go_to(trap->operation->limit);
        break;
    case DRAINED:
        set_state(index, STATE_STOPPED);
        take_all(index);
        break;
    case REOPENED:
    case UNFENCED:
        take_all(index);
        set_state(index, STATE_OPEN);
        break;
    default:
        break;
    }
}

static void on_trap(int signal, siginfo_t *info, void *argument) {
    (void)signal, (void)info;
    ucontext_t *frame = argument;
    struct trap *trap = current;
    traps_met++;
    /* Which trap? After an abort the frame no longer says; the opener is met first, and only once. */
    const char *address = trap->address;
    if (trap->opener != NULL) {
        address = trap->opener;
        trap->opener = NULL;
        plant(address, NULL, saved_opener);
    } else {
        trap->met++;
    }
    bool opener = address != trap->address;
    const struct range *range = opener ? &trap->operation->sequence->main : trap->range;
    bool no_abort = (trap->variant == REOPENED || trap->variant == UNFENCED) && !opener;
    uintptr_t pc = (uintptr_t)PC(frame);
    if (pc == (uintptr_t)address + TRAP_LENGTH) {
        pc = mode == EMULATED && !no_abort ? emulate_event((uintptr_t)address) : (uintptr_t)address;
        PC(frame) = pc;
    }
    bool aborted = pc == (uintptr_t)range->abort;
    if (!aborted && pc != (uintptr_t)address) {
        fail("stopped at %#lx, neither the trap nor the abort handler", (long)pc);
    }
    if (aborted != (inside(range, (uintptr_t)address) && !no_abort)) {
        fail("%s: trap %ld bytes after start", aborted ? "aborted" : "not aborted", (long)(address - range->start));
    }
    aborts_seen += aborted;
    if (opener) {
        regions_check("at the first abort");
        return;
    }
    trap->aborted = aborted;
    /* At the commit the effect must be there, whole; before it none of it may be. */
    if (address == trap->range->commit && trap->range == &trap->operation->sequence->main) {
        operation_apply(trap->operation, trap->index != UNKNOWN ? trap->index : changed_index());
    }
    regions_check("at the trap");
    bool stays = (trap->variant == KEPT && trap->met == 1) || (trap->variant == BOUND && trap->met < TOO_MANY);
    if (!aborted || !stays) {
        plant(address, NULL, saved);
    }
    if (stays && !trap->operation->applied) {
        forget_speculation();
    }
    if (trap->met >= TOO_MANY) {
        fail("the sequence never gives up");
    }
    if (trap->met == 1) {
        disturb(trap);
    }
}

void trap_install(long offset) {
    area_offset = offset;
    area_write(offset);
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
    sigaction(SIGTRAP, &action, NULL);
    sched_getaffinity(0, sizeof allowed, &allowed);
    for (int cpu = 0, n = 0; cpu < CPU_SETSIZE && n < 2; cpu++) {
        if (CPU_ISSET(cpu, &allowed)) {
            cpus[n++] = cpu;
        }
    }
}

void trap_run(struct trap *trap) {
    const char *opener = trap->opener;
    current = trap;
    plant(trap->address, &saved, trap_instruction);
    if (opener != NULL) {
        plant(opener, &saved_opener, trap_instruction);
    }
    operation_run(trap->operation);
    plant(trap->address, NULL, saved);
    if (opener != NULL) {
        plant(opener, NULL, saved_opener);
    }
}

void fail(const char *format, ...) {
    if (failures++ < 5) {
        va_list arguments;
        va_start(arguments, format);
        printf("  %s: ", context);
        vprintf(format, arguments);
        printf("\n");
        va_end(arguments);
    }
}
