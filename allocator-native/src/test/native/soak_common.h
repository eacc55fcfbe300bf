/* What both soaks are made of: findings, randomness, CPUs, and how a thread disturbs the others. */
#ifndef CCACHE_SOAK_COMMON_H
#define CCACHE_SOAK_COMMON_H

#include "sequences.h"

#include <stdbool.h>
#include <stdint.h>

#define PRIVATE_EXPEDITED (1 << 3) /* membarrier's commands */
#define PRIVATE_EXPEDITED_RSEQ (1 << 7)

typedef long (*function)(long, long, long, long);

/* A thread, as seen by those who disturb it. */
struct disturbed {
    int tid;
    uint64_t random;
    long signals, moves; /* sent and made by it */
};

extern long inject_delay[POINTS];
extern long findings;
extern volatile bool stop;
extern bool stop_at_first; /* a broken twin has done its work with the first finding */

void found(const char *format, long a, long b); /* counts and prints a finding */
double now(void);                               /* seconds */
uint64_t next_random(uint64_t *state);
int allowed_cpus(void);
int cpu_number(int n);         /* the nth of the CPUs that the process started with */
void pin_to(int tid, int cpu); /* cpu < 0: all of them */
void nap(long nanoseconds);

/* event: 0 to 19 are something (delays, moves, naps, yields, signals to the other), all else is nothing. */
void disturb(struct disturbed *self, const struct disturbed *other, unsigned event);

/* The area's offset and a registration for the fence; ends the program with status 3 where the soak cannot run. */
long find_rseq(bool cpu, int fence);

/* membarrier with that command; 0: none, as in a broken twin. */
void fence_all(int fence);

/* The command of -f rseq|private|none. */
int fence_of(const char *name);

#endif
