/* Per-CPU memory under test and its model: regions, lists' nodes, speculation, and their comparison. */
#include "percpu_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define GUARD 128 /* before the base, where limit, stride and capacity stand; and after the last region */

unsigned region_count;

static char *base, *model_base;
static struct node *nodes;
static uint64_t *model_links;
static bool *listed;
static uint8_t *speculative; /* for each byte of all regions, by which operations: bit number */
static const struct operation *speculating[8];

static size_t space_bytes(void) {
    return GUARD + (size_t)region_count * STRIDE + GUARD;
}

void regions_create(unsigned count) {
    region_count = count;
    char *memory = mmap(NULL, space_bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    model_base = malloc(space_bytes());
    speculative = malloc((size_t)count * STRIDE);
    nodes = calloc(count * NODES + SPARE, sizeof *nodes);
    model_links = calloc(count * NODES + SPARE, sizeof *model_links);
    listed = calloc(count * NODES + SPARE, sizeof *listed);
    if (memory == MAP_FAILED || !model_base || !speculative || !nodes || !model_links || !listed) {
        perror("memory for the regions");
        exit(2);
    }
    base = memory + GUARD;
    model_base += GUARD;
}

char *region(unsigned index) {
    return base + (size_t)index * STRIDE;
}

char *model(unsigned index) {
    return model_base + (size_t)index * STRIDE;
}

uint64_t *word(char *region, int offset) {
    return (uint64_t *)(region + offset);
}

struct node *spare_node(int number) {
    return &nodes[region_count * NODES + number % SPARE];
}

static size_t number_of(uint64_t node) {
    return (size_t)((struct node *)node - nodes);
}

void model_push(unsigned index, uint64_t node) {
    model_links[number_of(node)] = *word(model(index), LIST);
    listed[number_of(node)] = true;
    *word(model(index), LIST) = node;
}

uint64_t model_pop(unsigned index) {
    uint64_t node = *word(model(index), LIST);
    *word(model(index), LIST) = model_links[number_of(node)];
    listed[number_of(node)] = false;
    return node;
}

static void reset_region(unsigned index, const struct scenario *scenario) {
    char *bytes = model(index);
    for (unsigned i = 0; i < STRIDE; i++) {
        bytes[i] = (char)(i * 37 + i / 256 + index);
    }
    *word(bytes, REGION_STATE) = STATE_OPEN;
    *word(bytes, REGION_ABORTS) = 0;
    *word(bytes, LIST) = 0;
    *word(bytes, WORD) = WORD_BEFORE;
    *word(bytes, VERSION) = VERSION_BEFORE;
    for (unsigned i = 0; i < OTHER_COUNT; i++) {
        *word(bytes, OTHERS + 8 * i) = OTHER_BEFORE(i);
    }
    *word(bytes, RING_HEAD) = (uint64_t)scenario->head;
    *word(bytes, RING_SEEN) = (uint64_t)scenario->seen;
    *word(bytes, RING_TAIL) = (uint64_t)scenario->tail;
    for (unsigned i = 0; i < scenario->count; i++) {
        model_push(index, (uint64_t)&nodes[index * NODES + i]);
    }
}

void regions_reset(const struct scenario *scenario) {
    memset(model_base - GUARD, 0x3c, GUARD);
    memset(model(region_count), 0x3c, GUARD);
    *word(model_base, SPACE_LIMIT) = scenario->limit < 0 ? region_count : (uint64_t)scenario->limit;
    *word(model_base, SPACE_STRIDE) = STRIDE;
    *word(model_base, SPACE_CAPACITY) = RING_CAPACITY;
    memset(speculative, 0, (size_t)region_count * STRIDE);
    memset(speculating, 0, sizeof speculating);
    for (unsigned i = 0; i < region_count * NODES + SPARE; i++) {
        model_links[i] = CANARY;
        listed[i] = false;
    }
    for (unsigned i = 0; i < region_count; i++) {
        reset_region(i, scenario);
    }
    for (unsigned i = 0; i < region_count * NODES + SPARE; i++) {
        nodes[i] = (struct node){model_links[i], CANARY ^ i};
    }
    memcpy(base - GUARD, model_base - GUARD, space_bytes());
}

void set_state(unsigned index, uint32_t state) {
    __atomic_store_n((uint32_t *)(region(index) + REGION_STATE), state, __ATOMIC_RELEASE);
    *(uint32_t *)(model(index) + REGION_STATE) = state;
}

void take_all(unsigned index) {
    while (*word(model(index), LIST) != 0) {
        model_pop(index);
    }
    *word(model(index), WORD) = 0;
    *word(model(index), VERSION) = VERSION_BEFORE + 1;
    *word(model(index), RING_HEAD) = *word(model(index), RING_SEEN) = *word(model(index), RING_TAIL) = 0;
    static const unsigned taken[] = {LIST, WORD, VERSION, RING_HEAD, RING_SEEN, RING_TAIL};
    for (unsigned i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        *word(region(index), taken[i]) = *word(model(index), taken[i]);
    }
}

void forget_speculation(void) {
    for (unsigned i = 0; i < region_count; i++) {
        *word(region(i), RING_SEEN) = *word(model(i), RING_SEEN);
    }
}

uint64_t aborts_of(unsigned index) {
    return *word(region(index), REGION_ABORTS);
}

uint64_t aborts_of_all(void) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < region_count; i++) {
        sum += aborts_of(i);
    }
    return sum;
}

void may_store(const struct operation *operation, unsigned index, unsigned offset, unsigned count) {
    speculating[operation->number] = operation;
    for (unsigned i = offset; i < offset + count; i++) {
        speculative[index * STRIDE + i] |= (uint8_t)(1 << operation->number);
    }
}

void committed(unsigned index, unsigned offset, unsigned count) {
    memset(speculative + index * STRIDE + offset, 0, count);
}

static bool means_nothing(unsigned index, unsigned offset) {
    if (offset >= RING_DATA && offset < RING_DATA + RING_CAPACITY) {
        uint64_t head = *word(model(index), RING_HEAD);
        uint64_t above = (offset - RING_DATA - head) & (RING_CAPACITY - 1);
        return above < RING_CAPACITY - (head - *word(model(index), RING_TAIL));
    }
    if ((offset & -8U) == RING_SEEN) {
        return *word(region(index), RING_SEEN) == *word(model(index), RING_TAIL);
    }
    for (int i = 0; i < 8; i++) {
        if (speculative[index * STRIDE + offset] >> i & 1 &&
            (uint8_t)region(index)[offset] == stored_byte(speculating[i], offset)) {
            return true;
        }
    }
    return (offset & -8U) == REGION_ABORTS;
}

static void region_check(const char *when, unsigned index) {
    const char *memory = region(index), *expected = model(index);
    unsigned rest = REGION_ABORTS + 8;
    if (memcmp(memory, expected, REGION_ABORTS) == 0 && memcmp(memory + rest, expected + rest, STRIDE - rest) == 0) {
        return;
    }
    for (unsigned i = 0; i < STRIDE; i++) {
        if (memory[i] != expected[i] && !means_nothing(index, i)) {
            unsigned offset = i & -8U;
            fail("%s: index %u, offset %u is %#llx, expected %#llx", when, index, i,
                 (unsigned long long)*word((char *)memory, offset), (unsigned long long)*word((char *)expected, offset));
            return;
        }
    }
}

void regions_check(const char *when) {
    for (unsigned i = 0; i < region_count; i++) {
        region_check(when, i);
    }
    if (memcmp(base - GUARD, model_base - GUARD, GUARD) != 0 || memcmp(region(region_count), model(region_count), GUARD) != 0) {
        fail("%s: something was written outside the regions", when);
    }
    for (unsigned i = 0; i < region_count * NODES + SPARE; i++) {
        bool free = !listed[i] && i >= region_count * NODES;
        if (nodes[i].tag != (CANARY ^ i) || (nodes[i].link != model_links[i] && !free)) {
            fail("%s: node %u has link %#llx, expected %#llx", when, i, (unsigned long long)nodes[i].link,
                 (unsigned long long)model_links[i]);
            return;
        }
    }
}

long changed_index(void) {
    static const unsigned words[] = {RING_HEAD, LIST, WORD, VERSION};
    for (unsigned i = 0; i < region_count; i++) {
        for (unsigned w = 0; w < sizeof words / sizeof words[0]; w++) {
            if (*word(region(i), words[w]) != *word(model(i), words[w])) {
                return i;
            }
        }
    }
    return UNKNOWN;
}
