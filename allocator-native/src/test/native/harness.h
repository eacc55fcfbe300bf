/* Shared by the files of the trap harness: the sequences under test, the regions and their model.
 *
 * The model is a second copy of all regions. An operation is applied to it in plain C; afterwards memory and model must
 * agree in every word except the free slots [current, end) and the abort counters, which are compared as sums. */
#ifndef CCACHE_HARNESS_H
#define CCACHE_HARNESS_H

#include "sequences.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind { POP, PUSH, POP_BATCH, PUSH_BATCH, KINDS };

typedef long (*function)(long, long, long, long, long);

struct range {
    const char *start, *commit, *abort, *descriptor;
};

struct sequence {
    const char *name;
    function call;
    enum kind kind;
    bool cpu; /* reads cpu_id, else mm_cid */
    struct range main, count;
};

#define SEQUENCES 8
extern const struct sequence sequences[SEQUENCES];

/* The sequence of the same mode and another kind. */
const struct sequence *sibling(const struct sequence *sequence, enum kind kind);

/* ---- regions ---- */

#define CLASSES 2
#define CAPACITY 96
#define HEADERS_END ((REGION_HEADERS + (CLASSES << HEADER_SHIFT)) / 8)
#define WORDS (HEADERS_END + CLASSES * CAPACITY) /* words of a region that the test uses */
#define BUFFER (MAX_BATCH + 64)
#define CANARY 0x5a5a5a5a5a5a5a5aULL

extern unsigned region_count;

void regions_create(unsigned count);

char *region(unsigned index);

/* Every region: OPEN, class 0 with count blocks that name their index and slot, class 1 full; model likewise. */
void regions_reset(unsigned count);

void set_state(unsigned index, uint32_t state);

/* What a drainer does between stop and open: takes all blocks of class 0. */
void take_all(unsigned index);

uint64_t aborts_of(unsigned index);
uint64_t aborts_of_all(void);

/* ---- operations ---- */

struct operation {
    const struct sequence *sequence;
    long n;            /* batches */
    long limit;        /* handed to the sequence */
    uint64_t block;    /* push: pushed; pop: popped, by the model */
    uint64_t buffer[BUFFER];
    long result;       /* of the sequence */
    bool applied;      /* the model has it already */
    long expected;     /* result, by the model */
    uint64_t expected_buffer[BUFFER];
};

void operation_prepare(struct operation *operation, const struct sequence *sequence, long n, long limit);

/* What a sequence of this kind answers when it refuses: index is 0 where it is not known. */
long refusal(const struct operation *operation, int code, long index);

/* Runs the sequence, nothing else. */
void operation_run(struct operation *operation, long area_offset);

/* Applies it to the model at index and sets expected. */
void operation_apply(struct operation *operation, long index);

/* Compares result and buffer with what the model said. */
void operation_check(const struct operation *operation, const char *when);

#define UNKNOWN (-1000L)

/* The index whose class 0 differs from the model in its current word; UNKNOWN if none. */
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
