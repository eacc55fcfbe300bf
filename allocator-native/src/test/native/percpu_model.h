/* Shared by the files of the trap harness for the sequences on per-CPU memory (percpu.md).
 *
 * One region holds the words of all nine sequences: list head, word, version with the words that it names, ring, copy.
 * Memory and model must agree in every byte but those that percpu.md calls speculative:
 *   - ring data above the head; `seen` may be the model's or already the tail;
 *   - the words that a store batch or copy would store, with the very bytes that it would store, in regions where its
 *     compares hold when it begins;
 *   - the link of a node that is in no list;
 *   - and the bytes that a record rounds up to, and a claim's payload, which the sequence does not write. */
#ifndef CCACHE_PERCPU_MODEL_H
#define CCACHE_PERCPU_MODEL_H

#include "harness.h"
#include "percpu.h"

enum kind { ADD, LIST_PUSH, LIST_POP, LIST_TAKE, COMPARE_STORE, STORE_BATCH, COPY_STORE, RING_OFFER, RING_CLAIM, KINDS };

#define RING_CAPACITY 2048
#define LIST 32                            /* offsets in a region: the list's head */
#define WORD 40                            /* what add and compare_store work on */
#define VERSION 48                         /* committed by store batch and copy */
#define OTHERS 56                          /* words that a store batch compares beside it */
#define OTHER_COUNT 9
#define COPY (RING_DATA + RING_CAPACITY)
#define COPY_DESTINATION (COPY + 3)        /* on purpose at no multiple of 2 */
#define STORED (COPY + 4 * 128 + 8)        /* words that a store batch stores before its commit: none that it compares */
#define STRIDE (COPY + 5 * 128)            /* on purpose no power of two */

#define WORD_BEFORE 1000                   /* the words' values before an operation */
#define VERSION_BEFORE 77
#define OTHER_BEFORE(n) (5000 + (n))

struct node {
    uint64_t link, tag;
};

#define NODES 4                            /* of each region */
#define SPARE 2                            /* to be pushed: by the operation, by the nested one */

char *model(unsigned index);
uint64_t *word(char *region, int offset);

/* ---- lists: the nodes that the model believes to be in one ---- */
struct node *spare_node(int number);
void model_push(unsigned index, uint64_t node);
uint64_t model_pop(unsigned index);

/* ---- speculation ---- */

/* The operation may store speculatively in this region: count bytes at offset, with the bytes it says by stored_byte. */
void may_store(const struct operation *operation, unsigned index, unsigned offset, unsigned count);

/* These bytes of the region are committed: no other value is right any more. */
void committed(unsigned index, unsigned offset, unsigned count);

/* The byte that a store batch or copy stores there. */
uint8_t stored_byte(const struct operation *operation, unsigned offset);

#endif
