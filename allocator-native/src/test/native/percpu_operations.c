/* The sequences on per-CPU memory under test, and what each must do, in plain C. */
#include "percpu_model.h"

#include <string.h>

#define DECLARE_BOTH(name)                                                                                            \
    DECLARE(ccache_##name##_cid);                                                                                     \
    DECLARE(ccache_##name##_cpu)

DECLARE_BOTH(add);
DECLARE_BOTH(list_push);
DECLARE_BOTH(list_pop);
DECLARE_BOTH(list_take);
DECLARE_BOTH(compare_store);
DECLARE_BOTH(store_batch);
DECLARE_BOTH(copy_store);
DECLARE_BOTH(ring_offer);
DECLARE_BOTH(ring_claim);

#define ALL(suffix, cpu)                                                                                              \
    SEQUENCE(ccache_add_##suffix, ADD, cpu), SEQUENCE(ccache_list_push_##suffix, LIST_PUSH, cpu),                     \
        SEQUENCE(ccache_list_pop_##suffix, LIST_POP, cpu), SEQUENCE(ccache_list_take_##suffix, LIST_TAKE, cpu),       \
        SEQUENCE(ccache_compare_store_##suffix, COMPARE_STORE, cpu),                                                  \
        SEQUENCE(ccache_store_batch_##suffix, STORE_BATCH, cpu),                                                      \
        SEQUENCE(ccache_copy_store_##suffix, COPY_STORE, cpu), SEQUENCE(ccache_ring_offer_##suffix, RING_OFFER, cpu), \
        SEQUENCE(ccache_ring_claim_##suffix, RING_CLAIM, cpu)

const struct sequence sequences[] = {ALL(cid, false), ALL(cpu, true)};
const int sequence_count = sizeof sequences / sizeof sequences[0];

static const enum kind others[KINDS] = {
    [ADD] = COMPARE_STORE,       [LIST_PUSH] = LIST_POP,     [LIST_POP] = LIST_PUSH,
    [LIST_TAKE] = LIST_PUSH,     [COMPARE_STORE] = ADD,      [STORE_BATCH] = COPY_STORE,
    [COPY_STORE] = STORE_BATCH,  [RING_OFFER] = RING_CLAIM,  [RING_CLAIM] = RING_OFFER,
};

const struct sequence *sibling(const struct sequence *sequence, bool other) {
    return &sequences[(sequence->cpu ? KINDS : 0) + (other ? (int)others[sequence->kind] : sequence->kind)];
}

bool has_window(const struct sequence *sequence) {
#if defined(__x86_64__)
    return sequence->kind != ADD; /* addq to memory */
#else
    return sequence != NULL;
#endif
}

/* The buffer of a copy or record: the block, then the bytes, on purpose not aligned. */
#define BLOCK_WORDS 8
static char *payload(uint64_t *buffer) {
    return (char *)(buffer + BLOCK_WORDS) + 1;
}

static int operations; /* nested ones of this case */

static bool compares_hold(const struct operation *operation, unsigned index) {
    char *region = model(index);
    if (operation->sequence->kind == COPY_STORE) {
        return *word(region, VERSION) == operation->buffer[0];
    }
    for (unsigned i = 0; i < operation->scenario.compares; i++) {
        if (*word(region, (unsigned)operation->buffer[1 + 2 * i]) != operation->buffer[2 + 2 * i]) {
            return false;
        }
    }
    return true;
}

static const uint64_t *stores_of(const struct operation *operation) {
    return operation->buffer + 1 + 2 * operation->scenario.compares;
}

uint8_t stored_byte(const struct operation *operation, unsigned offset) {
    if (operation->sequence->kind == COPY_STORE) {
        return (uint8_t)payload((uint64_t *)operation->buffer)[offset - COPY_DESTINATION];
    }
    const uint64_t *pairs = stores_of(operation);
    for (unsigned i = 0; i < operation->scenario.stores; i++) {
        if (pairs[2 * i] == (offset & -8U)) {
            return (uint8_t)(pairs[2 * i + 1] >> 8 * (offset & 7));
        }
    }
    return 0;
}

/* Every range that a store batch or copy stores before its commit. */
static void each_store(const struct operation *operation, unsigned index,
                       void (*action)(const struct operation *, unsigned, unsigned, unsigned)) {
    if (operation->sequence->kind == COPY_STORE) {
        action(operation, index, COPY_DESTINATION, (unsigned)operation->scenario.n);
        return;
    }
    const uint64_t *pairs = stores_of(operation);
    for (unsigned i = 0; i < operation->scenario.stores; i++) {
        action(operation, index, (unsigned)pairs[2 * i], 8);
    }
}

static void store(const struct operation *operation, unsigned index, unsigned offset, unsigned count) {
    for (unsigned i = offset; i < offset + count; i++) {
        model(index)[i] = (char)stored_byte(operation, i);
    }
    committed(index, offset, count);
}

static void prepare_batch(struct operation *operation) {
    const struct scenario *scenario = &operation->scenario;
    uint64_t *next = operation->buffer;
    *next++ = operation->block;
    for (unsigned i = 0; i < scenario->compares; i++) {
        *next++ = i == 0 ? VERSION : OTHERS + 8 * (i - 1);
        *next++ = (i == 0 ? VERSION_BEFORE : OTHER_BEFORE(i - 1)) + (scenario->different == i + 1);
    }
    for (unsigned i = 0; i < scenario->stores; i++) {
        *next++ = STORED + 8 * i;
        *next++ = operation->block + i + 1;
    }
}

static void prepare_copy(struct operation *operation) {
    uint64_t block[] = {VERSION_BEFORE + (operation->scenario.different != 0), operation->block, COPY_DESTINATION,
                        (uint64_t)payload(operation->buffer), (uint64_t)operation->scenario.n};
    memcpy(operation->buffer, block, sizeof block);
}

void operation_prepare(struct operation *operation, const struct sequence *sequence, const struct scenario *scenario) {
    static uint64_t serial = 0xf00000007000000b; /* all 64 bits count */
    operation->sequence = sequence;
    operation->scenario = *scenario;
    operation->limit = scenario->limit < 0 ? (long)region_count : scenario->limit;
    operation->applied = false;
    operation->block = serial += 0x101;
    operation->number = scenario->name != NULL ? (operations = 0) : ++operations; /* the nested one has no name */
    for (int i = 0; i < BUFFER; i++) {
        operation->buffer[i] = (serial += 0x9e3779b97f4a7c15);
    }
    if (sequence->kind == LIST_PUSH) {
        operation->block = (uint64_t)spare_node(operation->number);
    } else if (sequence->kind == STORE_BATCH) {
        prepare_batch(operation);
    } else if (sequence->kind == COPY_STORE) {
        prepare_copy(operation);
    }
    memcpy(operation->expected_buffer, operation->buffer, sizeof operation->buffer);
    if (sequence->kind == STORE_BATCH || sequence->kind == COPY_STORE) {
        for (unsigned i = 0; i < region_count; i++) {
            if (compares_hold(operation, i)) {
                each_store(operation, i, may_store);
            }
        }
    }
}

static uint32_t type_of(const struct operation *operation) {
    return (uint32_t)operation->block | 0x80000000; /* a type is any 32 bits but those of padding */
}

void operation_run(struct operation *operation) {
    const struct scenario *scenario = &operation->scenario;
    long offset = 0, a = 0, b = 0;
    switch ((enum kind)operation->sequence->kind) {
    case ADD: offset = WORD, a = (long)operation->block; break;
    case LIST_PUSH: offset = LIST, a = (long)operation->block; break;
    case LIST_POP:
    case LIST_TAKE: offset = LIST; break;
    case COMPARE_STORE: offset = WORD, a = WORD_BEFORE + (scenario->different != 0), b = (long)operation->block; break;
    case STORE_BATCH:
        offset = VERSION, a = (long)operation->buffer;
        b = (long)scenario->compares | (long)scenario->stores << 32;
        break;
    case COPY_STORE: offset = VERSION, a = (long)operation->buffer; break;
    default:
        a = (long)payload(operation->buffer);
        b = scenario->n | (long)((uint64_t)type_of(operation) << 32);
    }
    operation->result = operation->sequence->call((long)region(0), offset, a, b);
}

long refusal(const struct operation *operation, int code, long index) {
    (void)operation;
    return -(code | (code == RESULT_NOT_OPEN ? index << 8 : 0));
}

/* What the sequence leaves as it was in a new record is whatever stood there: at an abort, another attempt's bytes. */
static void adopt(unsigned index, unsigned offset, unsigned count) {
    memcpy(model(index) + offset, region(index) + offset, count);
}

static long claimed(unsigned index, unsigned record) {
    return (long)(region(index) + record + RECORD_HEADER);
}

static long apply_record(struct operation *operation, unsigned index) {
    char *region = model(index);
    long n = operation->scenario.n, size = (n + RECORD_HEADER + 7) & -8L;
    long head = (long)*word(region, RING_HEAD), tail = (long)*word(region, RING_TAIL);
    long position = head % RING_CAPACITY, end = RING_CAPACITY - position;
    long total = size <= end ? size : end + size;
    if (total > (long)*word(region, RING_SEEN) + RING_CAPACITY - head) {
        *word(region, RING_SEEN) = (uint64_t)tail;
        if (total > tail + RING_CAPACITY - head) {
            return refusal(operation, RESULT_FULL, index);
        }
    }
    *word(region, RING_HEAD) = (uint64_t)(head + total);
    if (size > end) {
        adopt(index, RING_DATA + (unsigned)position, (unsigned)end);
        *word(region, RING_DATA + (unsigned)position) = (uint32_t)end | (uint64_t)(uint32_t)RECORD_PADDING << 32;
        position = 0;
    }
    unsigned record = RING_DATA + (unsigned)position;
    bool offer = operation->sequence->kind == RING_OFFER;
    uint32_t length = (uint32_t)n + RECORD_HEADER;
    adopt(index, record, (unsigned)size);
    *word(region, record) = (offer ? length : -length) | (uint64_t)type_of(operation) << 32;
    if (offer) {
        memcpy(region + record + RECORD_HEADER, payload(operation->buffer), (size_t)n);
        return 0;
    }
    return claimed(index, record);
}

static long apply_at(struct operation *operation, unsigned index) {
    char *region = model(index);
    switch ((enum kind)operation->sequence->kind) {
    case ADD: *word(region, WORD) += operation->block; return 0;
    case LIST_PUSH: model_push(index, operation->block); return 0;
    case LIST_POP:
    case LIST_TAKE: {
        uint64_t first = *word(region, LIST);
        if (first == 0) {
            return refusal(operation, RESULT_EMPTY, index);
        }
        do {
            model_pop(index);
        } while (operation->sequence->kind == LIST_TAKE && *word(region, LIST) != 0);
        return (long)first;
    }
    case COMPARE_STORE:
        if (*word(region, WORD) != WORD_BEFORE + (uint64_t)(operation->scenario.different != 0)) {
            return refusal(operation, RESULT_DIFFERENT, index);
        }
        *word(region, WORD) = operation->block;
        return 0;
    case STORE_BATCH:
    case COPY_STORE:
        if (!compares_hold(operation, index)) {
            return refusal(operation, RESULT_DIFFERENT, index);
        }
        each_store(operation, index, store);
        *word(region, VERSION) = operation->block;
        return 0;
    default: return apply_record(operation, index);
    }
}

void operation_apply(struct operation *operation, long index) {
    operation->applied = true;
    if (index < 0 || index >= operation->limit) {
        operation->expected = refusal(operation, RESULT_BAD_INDEX, 0);
    } else if (*(uint32_t *)model((unsigned)index) != STATE_OPEN) {
        operation->expected = refusal(operation, RESULT_NOT_OPEN, index);
    } else {
        operation->expected = apply_at(operation, (unsigned)index);
    }
}

void operation_check(const struct operation *operation, const char *when) {
    if (operation->result != operation->expected) {
        fail("%s: result %ld, expected %ld", when, operation->result, operation->expected);
    }
    if (memcmp(operation->buffer, operation->expected_buffer, sizeof operation->buffer) != 0) {
        fail("%s: the caller's block or bytes were written", when);
    }
}

long operation_index(const struct operation *operation, long known) {
    if (known == UNKNOWN && operation->result < 0) {
        return (-operation->result & 0xff) == RESULT_NOT_OPEN ? -operation->result >> 8 : UNKNOWN;
    }
    return known != UNKNOWN ? known : changed_index();
}
