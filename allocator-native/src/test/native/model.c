/* The allocator's magazines under test: the regions, their model, and the four operations in plain C.
 * Memory and model must agree in every word but the free slots [current, end). */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum kind { POP, PUSH, POP_BATCH, PUSH_BATCH, KINDS };

#define CLASSES 2
#define CAPACITY 96
#define HEADERS_END ((REGION_HEADERS + (CLASSES << HEADER_SHIFT)) / 8)
#define WORDS (HEADERS_END + CLASSES * CAPACITY) /* words of a region that the test uses */

unsigned region_count;

static char *regions;
static uint64_t (*models)[WORDS];

struct header {
    uint32_t current, pad, begin, end;
};

static struct header *header_of(void *region, unsigned class) {
    return (struct header *)((char *)region + REGION_HEADERS + (class << HEADER_SHIFT));
}

DECLARE(ccache_pop_cid);
DECLARE(ccache_push_cid);
DECLARE(ccache_pop_batch_cid);
DECLARE(ccache_push_batch_cid);
DECLARE(ccache_pop_cpu);
DECLARE(ccache_push_cpu);
DECLARE(ccache_pop_batch_cpu);
DECLARE(ccache_push_batch_cpu);

const struct sequence sequences[] = {
    SEQUENCE(ccache_pop_cid, POP, false),
    SEQUENCE(ccache_push_cid, PUSH, false),
    SEQUENCE(ccache_pop_batch_cid, POP_BATCH, false),
    SEQUENCE(ccache_push_batch_cid, PUSH_BATCH, false),
    SEQUENCE(ccache_pop_cpu, POP, true),
    SEQUENCE(ccache_push_cpu, PUSH, true),
    SEQUENCE(ccache_pop_batch_cpu, POP_BATCH, true),
    SEQUENCE(ccache_push_batch_cpu, PUSH_BATCH, true),
};

const int sequence_count = sizeof sequences / sizeof sequences[0];

/* kind, name, state, limit, no index, whole, n, count */
const struct scenario scenarios[] = {
    {POP, "hit", STATE_OPEN, -1, false, true, 0, .count = 20},
    {POP, "empty", STATE_OPEN, -1, false, false, 0, .count = 0},
    {POP, "stopped", STATE_STOPPED, -1, false, false, 0, .count = 20},
    {POP, "closed", STATE_CLOSED, -1, false, false, 0, .count = 20},
    {POP, "limit 0", STATE_OPEN, 0, false, false, 0, .count = 20},
    {POP, "no index", STATE_OPEN, -1, true, false, 0, .count = 20},
    {PUSH, "hit", STATE_OPEN, -1, false, true, 0, .count = 20},
    {PUSH, "full", STATE_OPEN, -1, false, false, 0, .count = CAPACITY},
    {PUSH, "stopped", STATE_STOPPED, -1, false, false, 0, .count = 20},
    {PUSH, "limit 0", STATE_OPEN, 0, false, false, 0, .count = 20},
    {PUSH, "no index", STATE_OPEN, -1, true, false, 0, .count = 20},
    {POP_BATCH, "hit", STATE_OPEN, -1, false, true, 8, .count = 20},
    {POP_BATCH, "fewer than asked", STATE_OPEN, -1, false, true, 30, .count = 20},
    {POP_BATCH, "more than 64 asked", STATE_OPEN, -1, false, true, 100, .count = CAPACITY},
    {POP_BATCH, "empty", STATE_OPEN, -1, false, false, 8, .count = 0},
    {POP_BATCH, "none asked", STATE_OPEN, -1, false, false, 0, .count = 20},
    {POP_BATCH, "stopped", STATE_STOPPED, -1, false, false, 8, .count = 20},
    {POP_BATCH, "no index", STATE_OPEN, -1, true, false, 8, .count = 20},
    {PUSH_BATCH, "hit", STATE_OPEN, -1, false, true, 8, .count = 20},
    {PUSH_BATCH, "less room than asked", STATE_OPEN, -1, false, true, 30, .count = CAPACITY - 10},
    {PUSH_BATCH, "more than 64 asked", STATE_OPEN, -1, false, true, 100, .count = 10},
    {PUSH_BATCH, "full", STATE_OPEN, -1, false, false, 8, .count = CAPACITY},
    {PUSH_BATCH, "none asked", STATE_OPEN, -1, false, false, 0, .count = 20},
    {PUSH_BATCH, "stopped", STATE_STOPPED, -1, false, false, 8, .count = 20},
    {PUSH_BATCH, "no index", STATE_OPEN, -1, true, false, 8, .count = 20},
};
const int scenario_count = sizeof scenarios / sizeof scenarios[0];

const struct sequence *sibling(const struct sequence *sequence, bool other) {
    return &sequences[(sequence->cpu ? KINDS : 0) + (sequence->kind ^ other)];
}

bool has_window(const struct sequence *sequence) {
    return sequence != NULL;
}

void regions_create(unsigned count) {
    region_count = count;
    regions = mmap(NULL, (size_t)count << REGION_SHIFT, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    models = malloc(count * sizeof *models);
    if (regions == MAP_FAILED || models == NULL) {
        perror("memory for the regions");
        exit(2);
    }
}

char *region(unsigned index) {
    return regions + ((size_t)index << REGION_SHIFT);
}

/* Class 0 with the scenario's count of blocks that name their index and slot, class 1 full. */
void regions_reset(const struct scenario *scenario) {
    for (unsigned i = 0; i < region_count; i++) {
        uint64_t *words = (uint64_t *)region(i);
        memset(words, 0, WORDS * 8);
        *(uint32_t *)(region(i) + REGION_STATE) = STATE_OPEN;
        for (unsigned class = 0; class < CLASSES; class++) {
            struct header *header = header_of(words, class);
            header->begin = HEADERS_END + class * CAPACITY;
            header->end = header->begin + CAPACITY;
            header->current = class == 0 ? header->begin + scenario->count : header->end;
            for (unsigned slot = header->begin; slot < header->end; slot++) {
                bool free = slot >= header->current;
                words[slot] = free ? CANARY : ((uint64_t)(i + 1) << 20 | class << 16 | slot << 4);
            }
        }
        memcpy(models[i], words, WORDS * 8);
    }
}

void set_state(unsigned index, uint32_t state) {
    __atomic_store_n((uint32_t *)(region(index) + REGION_STATE), state, __ATOMIC_RELEASE);
    *(uint32_t *)((char *)models[index] + REGION_STATE) = state;
}

void take_all(unsigned index) {
    header_of(region(index), 0)->current = header_of(region(index), 0)->begin;
    header_of(models[index], 0)->current = header_of(models[index], 0)->begin;
}

void forget_speculation(void) {
    /* Nothing steers a magazine's sequence but what it commits. */
}

uint64_t aborts_of(unsigned index) {
    return *(uint64_t *)(region(index) + REGION_ABORTS);
}

uint64_t aborts_of_all(void) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < region_count; i++) {
        sum += aborts_of(i);
    }
    return sum;
}

void operation_prepare(struct operation *operation, const struct sequence *sequence, const struct scenario *scenario) {
    static uint64_t serial = 0x70000000;
    operation->sequence = sequence;
    operation->scenario = *scenario;
    operation->limit = scenario->limit < 0 ? (long)region_count : scenario->limit;
    operation->applied = false;
    operation->block = serial += 16;
    for (int i = 0; i < BUFFER; i++) {
        operation->buffer[i] = sequence->kind == PUSH_BATCH && i < scenario->n ? (serial += 16) : CANARY;
    }
}

void operation_run(struct operation *operation) {
    const struct sequence *sequence = operation->sequence;
    bool batch = sequence->kind == POP_BATCH || sequence->kind == PUSH_BATCH;
    long value = batch ? (long)operation->buffer : (long)operation->block;
    long limit = (long)((uint64_t)operation->scenario.n << 32 | (uint32_t)operation->limit);
    operation->result = sequence->call((long)region(0), REGION_HEADERS, limit, value);
}

long refusal(const struct operation *operation, int code, long index) {
    return operation->sequence->kind == PUSH ? (long)operation->block | code : -(code | index << 8);
}

static long smaller(long a, long b) {
    return a < b ? a : b;
}

void operation_apply(struct operation *operation, long index) {
    operation->applied = true;
    memcpy(operation->expected_buffer, operation->buffer, sizeof operation->buffer);
    if (index < 0 || index >= operation->limit) {
        operation->expected = refusal(operation, RESULT_BAD_INDEX, 0);
        return;
    }
    uint64_t *words = models[index];
    struct header *header = header_of(words, 0);
    long count = header->current - header->begin;
    long n = smaller(operation->scenario.n, MAX_BATCH);
    if (*(uint32_t *)((char *)words + REGION_STATE) != STATE_OPEN) {
        operation->expected = refusal(operation, RESULT_NOT_OPEN, index);
        return;
    }
    switch (operation->sequence->kind) {
    case POP:
        operation->expected = count == 0 ? refusal(operation, RESULT_EMPTY, index) : (long)words[--header->current];
        break;
    case PUSH:
        operation->expected = count == CAPACITY ? refusal(operation, RESULT_FULL, index) : 0;
        if (count < CAPACITY) {
            words[header->current++] = operation->block;
        }
        break;
    case POP_BATCH:
        n = smaller(n, count);
        header->current -= n;
        memcpy(operation->expected_buffer, words + header->current, n * 8);
        operation->expected = n;
        break;
    default:
        count = smaller(n, CAPACITY - count);
        memcpy(words + header->current, operation->buffer + n - count, count * 8);
        header->current += count;
        operation->expected = count;
    }
}

void operation_check(const struct operation *operation, const char *when) {
    if (operation->result != operation->expected) {
        fail("%s: result %ld, expected %ld", when, operation->result, operation->expected);
    }
    /* After a refusal the buffer of a pop batch may hold anything that an aborted pass has copied. */
    long compared = operation->sequence->kind != POP_BATCH ? BUFFER : operation->result > 0 ? operation->result : 0;
    if (memcmp(operation->buffer, operation->expected_buffer, compared * 8) != 0) {
        fail("%s: the buffer is not what was in the magazine", when);
    }
    for (long i = smaller(operation->scenario.n, MAX_BATCH); i < BUFFER; i++) {
        if (operation->sequence->kind == POP_BATCH && operation->buffer[i] != CANARY) {
            fail("%s: the buffer was written beyond n at %ld", when, i);
            break;
        }
    }
}

long changed_index(void) {
    for (unsigned i = 0; i < region_count; i++) {
        if (header_of(region(i), 0)->current != header_of(models[i], 0)->current) {
            return i;
        }
    }
    return UNKNOWN;
}

long operation_index(const struct operation *operation, long known) {
    if (known == UNKNOWN && operation->result < 0) {
        return -operation->result >> 8;
    }
    return known != UNKNOWN ? known : changed_index();
}

void regions_check(const char *when) {
    for (unsigned i = 0; i < region_count; i++) {
        uint64_t *words = (uint64_t *)region(i);
        struct header *header = header_of(models[i], 0);
        for (unsigned word = 0; word < WORDS; word++) {
            bool free = word >= header->current && word < header->end;
            if (words[word] != models[i][word] && word != REGION_ABORTS / 8 && !free) {
                fail("%s: index %u, word %u is %#llx, expected %#llx", when, i, word, (unsigned long long)words[word],
                     (unsigned long long)models[i][word]);
                return;
            }
        }
    }
}
