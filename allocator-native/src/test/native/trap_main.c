/* trap kernel|emulated|unfenced BOUNDARIES [NAME [first]]
 *
 * Aborts every sequence (or those whose name contains NAME) at every instruction in [start, commit], in every variant and
 * scenario, and compares result, buffer, all memory and the abort counters with the model.
 * With first it ends at the first finding, which is all that is wanted of a mutant.
 * unfenced is a broken twin, by schedule and not by chance: at each instruction a drainer empties the index and opens it
 * again, and nothing aborts the sequence. Exit status 1 if the model saw that in every sequence, as it must; 4 if not.
 * BOUNDARIES: lines "start-symbol offset", the offsets of all instructions of that sequence, commit included.
 * Prints what failed and one line of totals; exit status 0 only if nothing failed, 3 if the mode cannot be had here. */
#define _GNU_SOURCE
#include "trap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef AT_RSEQ_FEATURE_SIZE
#define AT_RSEQ_FEATURE_SIZE 27
#endif

extern const unsigned __rseq_size __attribute__((weak));
extern const ptrdiff_t __rseq_offset __attribute__((weak));

#define MAX_BOUNDARIES 4096

static struct {
    char symbol[64];
    int offset;
} boundaries[MAX_BOUNDARIES];
static int boundary_count;
static long cases;
static bool first_only;
static bool unfenced;

static void read_boundaries(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    while (boundary_count < MAX_BOUNDARIES &&
           fscanf(file, "%63s %d", boundaries[boundary_count].symbol, &boundaries[boundary_count].offset) == 2) {
        boundary_count++;
    }
    fclose(file);
}

static void check_aborts(const struct trap *trap, bool of_count, bool has_index, uint64_t counted) {
    bool committed = trap->address == trap->range->commit;
    bool bad_index = trap->operation->result == refusal(trap->operation, RESULT_BAD_INDEX, 0);
    uint64_t expected = (trap->aborted ? trap->met : 0) + (of_count ? 1 : 0);
    if (trap->variant == BOUND && trap->aborted) {
        expected = of_count || !has_index ? 0 : MAX_ABORTS; /* what is not added when a call gives up is not counted */
    } else if (bad_index && !(of_count && committed)) {
        expected = 0; /* there is no counter to add to */
    }
    expected += trap->written_by_hand;
    /* A real kernel's own aborts come on top; at the bound, those of the counting sequence itself are not added. */
    uint64_t least = trap->variant == BOUND ? expected / 2 : expected;
    if (mode == EMULATED ? counted != expected : counted < least) {
        fail("counted %ld aborts, expected %ld", (long)counted, (long)expected);
    }
    if (mode == EMULATED && trap->variant == MIGRATED && !committed &&
        aborts_of(index_now(trap->operation->sequence)) != counted) {
        fail("the abort was counted on the old index");
    }
}

static void check_met(const struct trap *trap, const struct scenario *scenario, bool of_count) {
    int expected = !trap->aborted ? 1 : trap->variant == KEPT ? 2 : trap->variant == BOUND ? MAX_ABORTS - of_count : 1;
    bool may_miss = !scenario->whole || trap->variant == REOPENED || trap->variant == UNFENCED;
    /* Aborts of the kernel's own count towards the bound. */
    bool fewer = mode == KERNEL && trap->variant == BOUND && trap->met > MAX_ABORTS / 2;
    if (trap->met != expected && !(trap->met == 0 && may_miss) && !(trap->met < expected && fewer)) {
        fail("the trap was met %d times, expected %d", trap->met, expected);
    }
}

static void run(const struct sequence *sequence, const struct scenario *scenario, bool of_count, int offset,
                enum variant variant) {
    static struct operation operation;
    const struct range *range = of_count ? &sequence->count : &sequence->main;
    struct trap trap = {.operation = &operation, .range = range, .address = range->start + offset, .variant = variant};
    trap.opener = of_count ? sequence->main.start : NULL;
    snprintf(context, sizeof context, "%s%s + %d, %s, %s", sequence->name, of_count ? "_count" : "", offset,
             scenario->name, variant_names[variant]);
    regions_reset(scenario);
    go_to(scenario->no_index ? -1 : mode == EMULATED ? 1 : -1);
    trap.index = index_now(sequence);
    for (unsigned i = 0; i < region_count; i++) {
        set_state(i, variant == REOPENED ? STATE_STOPPED : scenario->state);
    }
    operation_prepare(&operation, sequence, scenario);

    trap_run(&trap);
    cases++;

    bool has_index = !scenario->no_index && scenario->limit != 0;
    check_met(&trap, scenario, of_count);
    if (variant == BOUND && trap.met > 0 && trap.aborted) {
        operation_apply(&operation, -1);
        operation.expected = refusal(&operation, RESULT_ABORTED, 0);
        operation_check(&operation, "gave up");
        regions_check("after giving up");
        check_aborts(&trap, of_count, has_index, aborts_of_all());
        return;
    }
    if (!operation.applied) {
        long index = index_of(&operation);
        bool refused = variant == REOPENED && operation.result == refusal(&operation, RESULT_NOT_OPEN, index);
        operation_apply(&operation, refused ? -1 : index);
        if (refused) {
            operation.expected = operation.result; /* the state was read before it changed: right as well */
        }
    }
    operation_check(&operation, "result");
    regions_check("at the end");
    check_aborts(&trap, of_count, has_index, aborts_of_all());
}

static bool possible(enum variant variant, const struct scenario *scenario) {
    bool has_index = !scenario->no_index && scenario->limit != 0;
    if (scenario->brief && variant != PLAIN && variant != NESTED && variant != MIGRATED) {
        return false;
    }
    switch (variant) {
    case MIGRATED:
        return can_migrate() && !scenario->no_index;
    case DRAINED:
        return has_index;
    case REOPENED:
        return mode == EMULATED && scenario->whole;
    case VANISHED:
        return mode == EMULATED && has_index;
    case UNFENCED:
        return false; /* only the twin's, see run_unfenced */
    default:
        return true;
    }
}

static int run_range(const struct sequence *sequence, const struct scenario *scenario, bool of_count) {
    char symbol[64];
    int instructions = 0;
    snprintf(symbol, sizeof symbol, "%s%s_start", sequence->name, of_count ? "_count" : "");
    for (int i = 0; i < boundary_count; i++) {
        if (strcmp(symbol, boundaries[i].symbol) != 0) {
            continue;
        }
        instructions++;
        if (first_only && failures > 0) {
            break;
        }
        for (enum variant variant = 0; variant < VARIANTS; variant++) {
            if (possible(variant, scenario) && !(of_count && variant == REOPENED)) {
                run(sequence, scenario, of_count, boundaries[i].offset, variant);
            }
        }
    }
    return instructions;
}

/* The twin. A sequence that reads what a drainer takes has a window in which the drainer must not be missed; a test that sees
 * nothing there is blind. */
static int run_unfenced(const char *name) {
    int blind = 0, without = 0, tested = 0, met = 0, seen = 0;
    for (int i = 0; i < sequence_count; i++) {
        const struct sequence *sequence = &sequences[i];
        int seen_here = 0;
        char symbol[64];
        snprintf(symbol, sizeof symbol, "%s_start", sequence->name);
        if (name != NULL && strstr(sequence->name, name) == NULL) {
            continue;
        }
        const struct scenario *scenario = scenarios;
        while (scenario->kind != sequence->kind || strcmp(scenario->name, "hit") != 0) {
            scenario++;
        }
        for (int b = 0; b < boundary_count; b++) {
            if (strcmp(symbol, boundaries[b].symbol) == 0) {
                long before = failures;
                run(sequence, scenario, false, boundaries[b].offset, UNFENCED);
                met++;
                seen_here += failures > before;
            }
        }
        tested++;
        seen += seen_here;
        without += !has_window(sequence);
        if ((seen_here > 0) != has_window(sequence)) {
            blind++;
            printf("%s: seen at %d instructions, which is not what it must be\n", sequence->name, seen_here);
        }
    }
    printf("%d sequences, %d of them without a window, %d wrong; without a fence seen at %d of %d instructions\n", tested,
           without, blind, seen, met);
    return tested > 0 && blind == 0 ? 1 : 4;
}

/* The offset of the area to test with, or the reason why there is none. */
static const char *find_area(const char *name, long *offset, bool *cid) {
    *cid = true;
    unfenced = strcmp(name, "unfenced") == 0;
    if (unfenced || strcmp(name, "emulated") == 0) {
        mode = EMULATED;
        *offset = (char *)&fake_area - (char *)__builtin_thread_pointer();
        return NULL;
    }
    mode = KERNEL;
    if (&__rseq_size == NULL || __rseq_size == 0) {
        return "the C library has registered no rseq area";
    }
    *offset = __rseq_offset;
    *cid = getauxval(AT_RSEQ_FEATURE_SIZE) >= RSEQ_MM_CID + 4;
    return NULL;
}

int main(int argc, char **argv) {
    long offset = 0;
    bool cid;
    if (argc < 3) {
        fprintf(stderr, "usage: trap kernel|emulated|unfenced BOUNDARIES [NAME [first]]\n");
        return 2;
    }
    first_only = argc > 4;
    /* A mutant may hang. Of its own time, since that of the clock depends on the machine's load. */
    setrlimit(RLIMIT_CPU, &(struct rlimit){120, 125});
    setvbuf(stdout, NULL, _IOLBF, 0);
    const char *reason = find_area(argv[1], &offset, &cid);
    if (reason != NULL) {
        printf("%s\n", reason);
        return 3;
    }
    read_boundaries(argv[2]);
    regions_create(mode == EMULATED ? 3 : (unsigned)sysconf(_SC_NPROCESSORS_CONF));
    trap_install(offset);
    if (unfenced) {
        return run_unfenced(argc > 3 ? argv[3] : NULL);
    }
    int instructions = 0;
    int tested = 0;
    for (int i = 0; i < sequence_count; i++) {
        const struct sequence *sequence = &sequences[i];
        if ((argc > 3 && strstr(sequence->name, argv[3]) == NULL) || (!sequence->cpu && !cid)) {
            continue;
        }
        int found = 0;
        for (int s = 0; s < scenario_count; s++) {
            const struct scenario *scenario = &scenarios[s];
            if (scenario->kind != sequence->kind || (scenario->no_index && mode == KERNEL)) {
                continue;
            }
            int main_instructions = run_range(sequence, scenario, false);
            if (strcmp(scenario->name, "hit") == 0) {
                int count_instructions = run_range(sequence, scenario, true);
                found = main_instructions > 5 && count_instructions > 4 ? main_instructions + count_instructions : 0;
            }
        }
        snprintf(context, sizeof context, "%s", sequence->name);
        if (found == 0) {
            fail("%s has not enough boundaries of it", argv[2]);
        }
        tested++;
        instructions += found;
    }
    if (tested == 0 || aborts_seen == 0) {
        fail("nothing was tested: %d sequences, %ld aborts", tested, aborts_seen);
    }
    printf("%d sequences, %d instructions, %ld cases, %ld traps, %ld aborts, %ld wrong%s%s\n", tested, instructions,
           cases, traps_met, aborts_seen, failures, can_migrate() ? "" : ", migration left out: one allowed CPU",
           cid ? "" : ", mm_cid left out: the kernel has none");
    return failures == 0 ? 0 : 1;
}
