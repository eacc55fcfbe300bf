/* Traps planted over single instructions of the program's own code, and what happens when one is met. */
#ifndef CCACHE_TRAP_H
#define CCACHE_TRAP_H

#include "harness.h"

enum mode {
    KERNEL,  /* the real rseq area; the kernel aborts when it delivers the signal */
    EMULATED /* an area of our own; the handler does what the kernel would have done */
};

/* What the handler does at the trap, besides taking it away. */
enum variant {
    PLAIN,
    NESTED,       /* an operation of the same kind, on the same words */
    NESTED_OTHER, /* the opposite operation, or another on the same words */
    MIGRATED,     /* the thread goes on on another index */
    KEPT,         /* the trap stays for the second pass */
    BOUND,        /* the trap stays until the sequence gives up */
    DRAINED,      /* the index is stopped and emptied, as by a drainer */
    REOPENED,     /* emulated only, no abort: a stopped index is emptied and opened, as by a drainer elsewhere */
    VANISHED,     /* emulated only: the index is beyond the limit from here on */
    UNFENCED,     /* emulated only, no abort: an open index is stopped, emptied and opened by a drainer that does not fence */
    VARIANTS
};

extern enum mode mode;
extern const char *const variant_names[VARIANTS];

/* One run: operation under a trap at address. */
struct trap {
    struct operation *operation;
    const struct range *range;  /* of the trapped sequence */
    const char *address;
    const char *opener;         /* met once before, to get into an abort handler; or NULL */
    enum variant variant;
    long index;                 /* that the operation starts on, or UNKNOWN */
    int met;                    /* times that address was met */
    bool aborted;               /* at the last time */
    int written_by_hand;        /* abort counts added by the handler */
};

void trap_install(long area_offset);
void trap_run(struct trap *trap);
extern long traps_met, aborts_seen;

/* The index that the next sequence will find: exactly, or UNKNOWN where only the kernel knows. */
long index_now(const struct sequence *sequence);
long other_index(void);

/* The index that an operation that has just returned ran on; where nothing tells, the thread's index now. */
long index_of(const struct operation *operation);
void go_to(long index);
bool can_migrate(void);

/* The area that EMULATED uses. */
extern __thread struct area {
    int32_t cpu_id_start, cpu_id;
    uint64_t rseq_cs;
    uint32_t flags, node_id, mm_cid, pad;
} fake_area;

extern long area_offset;

#endif
