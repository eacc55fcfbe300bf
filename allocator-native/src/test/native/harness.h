/* Shared by the files of the trap harness: the sequences under test, their memory and its model.
 *
 * trap.c and trap_main.c know no sequence. A model (model.c for the allocator's magazines, percpu_*.c for per-CPU memory)
 * brings the sequences, the scenarios, the memory and a second copy of it, the model: an operation is applied to that copy
 * in plain C; afterwards memory and model must agree in every word that means something, and the abort counters as sums. */
#ifndef CCACHE_HARNESS_H
#define CCACHE_HARNESS_H

#include "sequences.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef long (*function)(long, long, long, long);

struct range {
    const char *start, *commit, *abort, *descriptor;
};

struct sequence {
    const char *name;
    function call;
    int kind;
    bool cpu; /* reads cpu_id, else mm_cid */
    struct range main, count;
};

#define SEQUENCE(name, kind, cpu)                                                                                     \
    {                                                                                                                 \
        #name, name, kind, cpu, {name##_start, name##_commit, name##_abort, name##_cs}, {                             \
            name##_count_start, name##_count_commit, name##_count_abort, name##_count_cs                              \
        }                                                                                                             \
    }
#define DECLARE(name)                                                                                                 \
    long name(long, long, long, long);                                                                          \
    extern const char name##_start[], name##_commit[], name##_abort[], name##_cs[], name##_count_start[],              \
        name##_count_commit[], name##_count_abort[], name##_count_cs[]

extern const struct sequence sequences[];
extern const int sequence_count;

/* What a sequence is to meet. Every kind has one that is called "hit"; its counting sequence is tested in that one. */
struct scenario {
    int kind;
    const char *name;
    uint32_t state;
    long limit;    /* -1: all regions */
    bool no_index; /* emulated only: the thread is not registered */
    bool whole;    /* runs through every instruction, so each trap must be met */
    long n;        /* batches: words asked for; copies and records: bytes */
    unsigned count;                       /* magazines: blocks in each; lists: nodes */
    bool brief;                           /* only the variants that end at once: plain, nested, migrated */
    unsigned compares, stores, different; /* store batch; different: number of the compare that fails, from 1; 0 none */
    long head, seen, tail;                /* rings */
};

extern const struct scenario scenarios[];
extern const int scenario_count;

/* The sequence of the same mode and kind, or of the one that undoes it or meets its words. */
const struct sequence *sibling(const struct sequence *sequence, bool other);

/* False if it reads and commits what a drainer takes in one instruction: whatever happens, happens before or after it. */
bool has_window(const struct sequence *sequence);

/* ---- regions ---- */

#define CANARY 0x5a5a5a5a5a5a5a5aULL

extern unsigned region_count;

void regions_create(unsigned count);

char *region(unsigned index);

/* Every region as the scenario wants it, but OPEN; model likewise. Forgets all operations. */
void regions_reset(const struct scenario *scenario);

void set_state(unsigned index, uint32_t state);

/* What a drainer does between stop and open: takes all that the sequences of this test give and take. */
void take_all(unsigned index);

/* Takes back what an aborted pass may leave where nobody reads, so that the next pass walks the same way. */
void forget_speculation(void);

uint64_t aborts_of(unsigned index);
uint64_t aborts_of_all(void);

/* ---- operations ---- */

#define BUFFER 128 /* words */

struct operation {
    const struct sequence *sequence;
    struct scenario scenario;
    long limit;        /* number of regions that the sequence may use */
    uint64_t block;    /* what is pushed, added or stored by the sequence that takes one such word */
    uint64_t buffer[BUFFER];
    long result;       /* of the sequence */
    bool applied;      /* the model has it already */
    long expected;     /* result, by the model */
    uint64_t expected_buffer[BUFFER];
    int number;        /* in order of preparation since the last reset */
};

void operation_prepare(struct operation *operation, const struct sequence *sequence, const struct scenario *scenario);

/* What a sequence of this kind answers when it refuses: index is 0 where it is not known. */
long refusal(const struct operation *operation, int code, long index);

/* Runs the sequence, nothing else. */
void operation_run(struct operation *operation);

/* Applies it to the model at index and sets expected. */
void operation_apply(struct operation *operation, long index);

/* Compares result and buffer with what the model said. */
void operation_check(const struct operation *operation, const char *when);

#define UNKNOWN (-1000L)

/* The index whose committed words differ from the model; UNKNOWN if none. */
long changed_index(void);

/* The index that an operation ran on: known, else by what it changed or refused; UNKNOWN if neither tells. */
long operation_index(const struct operation *operation, long known);

/* Memory against model. */
void regions_check(const char *when);

/* ---- failures ---- */

__attribute__((format(printf, 1, 2))) void fail(const char *format, ...);
extern long failures;
extern char context[256]; /* which case runs, for messages */

#endif
