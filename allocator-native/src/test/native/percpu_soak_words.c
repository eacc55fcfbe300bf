/* Counters, lists, locks, and the two pairs of copies; their drainer, and the final count. */
#include "percpu_soak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct node *nodes;
static int *holders;            /* of each index's lock: the actor, or 0 */
static volatile long *guarded;  /* by it: no atomic, on purpose */
static struct node **depot;
static int depot_count;
static pthread_mutex_t depot_lock = PTHREAD_MUTEX_INITIALIZER;
static long drained_sum, drained_batches, drained_copies;

static uint64_t *word(long index, long offset) {
    return word_at(soak.words, WORDS_STRIDE, index, offset);
}

static uint64_t load(long index, long offset) {
    return __atomic_load_n(word(index, offset), __ATOMIC_ACQUIRE);
}

/* A version names its index, so that a call that has gone to another one fails. */
static uint64_t first_version(long index) {
    return (uint64_t)(index + 1) << 48;
}

static uint64_t unlocked(long index) {
    return (uint64_t)(index + 1) << 32;
}

/* ---- lists ---- */

static void change_owner(struct node *node, int from, int to) {
    if (node < nodes || node >= nodes + soak.nodes) {
        found("no node: %#lx", (long)node, 0);
        return;
    }
    int old = __atomic_exchange_n(&node->owner, to, __ATOMIC_ACQ_REL);
    if (old != from) {
        found("node %ld has a second owner, %ld", node - nodes, old);
    }
}

/* Takes a chain apart; after a finding it may be a circle. */
static int take_chain(struct node *node, int to, struct node **into) {
    int count = 0;
    while (node != NULL && count < soak.nodes) {
        struct node *next = __atomic_load_n(&node->link, __ATOMIC_RELAXED);
        change_owner(node, FREE, to);
        into[count++] = node;
        node = next;
    }
    return count;
}

static void to_depot(struct actor *actor, int keep) {
    pthread_mutex_lock(&depot_lock);
    while (actor->held > keep) {
        struct node *node = actor->stash[--actor->held];
        change_owner(node, actor->id, DRAINER);
        if (depot_count < soak.nodes) {
            depot[depot_count++] = node;
        }
    }
    pthread_mutex_unlock(&depot_lock);
}

static void from_depot(struct actor *actor, int count) {
    pthread_mutex_lock(&depot_lock);
    while (count-- > 0 && depot_count > 0 && actor->held < soak.nodes) {
        change_owner(depot[--depot_count], DRAINER, actor->id);
        actor->stash[actor->held++] = depot[depot_count];
    }
    pthread_mutex_unlock(&depot_lock);
}

static void push(struct actor *actor) {
    if (actor->held == 0) {
        return;
    }
    struct node *node = actor->stash[actor->held - 1];
    change_owner(node, actor->id, FREE); /* before the push, since another may pop it right after */
    if (run(actor, soak.call.list_push, soak.words, LIST, (long)node, 0) == 0) {
        actor->held--;
    } else {
        change_owner(node, FREE, actor->id);
    }
}

static void pop(struct actor *actor) {
    if (actor->held == soak.nodes) {
        return;
    }
    long node = run(actor, soak.call.list_pop, soak.words, LIST, 0, 0);
    if (node > 0) {
        change_owner((struct node *)node, FREE, actor->id);
        actor->stash[actor->held++] = (struct node *)node;
    }
}

static void take(struct actor *actor) {
    if (actor->held > 0) {
        return; /* whoever takes all must have room for all */
    }
    long first = run(actor, soak.call.list_take, soak.words, LIST, 0, 0);
    if (first > 0) {
        actor->held = take_chain((struct node *)first, actor->id, actor->stash);
        actor->taken++;
    }
}

/* ---- the lock ---- */

static void lock(struct actor *actor) {
    long index = index_hint() % soak.limit;
    uint64_t mine = unlocked(index) | (uint64_t)actor->id;
    if (run(actor, soak.call.compare_store, soak.words, LOCK, (long)unlocked(index), (long)mine) != 0) {
        return;
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE); /* partner of the release of who held it before */
    int old = __atomic_exchange_n(&holders[index], actor->id, __ATOMIC_RELAXED);
    if (old != 0) {
        found("the lock of index %ld has a second holder, %ld", index, old);
    }
    guarded[index]++;
    actor->locked++;
    __atomic_store_n(&holders[index], 0, __ATOMIC_RELAXED);
    /* By a plain store from anywhere: while it is held no compare in a sequence succeeds, so nobody else writes it. */
    __atomic_store_n(word(index, LOCK), unlocked(index), __ATOMIC_RELEASE);
}

/* ---- two copies and a version ---- */

static long batch_slot(uint64_t version) {
    return BATCH_SLOTS + 32 * (long)(version & 1);
}

static long copy_slot(uint64_t version) {
    return COPY_SLOTS + MAX_COPY * (long)(version & 1);
}

/* Word n of the copy that the version names: salt, then its proofs. */
static uint64_t batch_word(uint64_t version, uint64_t salt, int n) {
    return n == 0 ? salt : mix(version * 4 + (uint64_t)n + salt);
}

static void store_batch(struct actor *actor) {
    long index = index_hint() % soak.limit;
    uint64_t version = load(index, BATCH_VERSION), salt = next_random(&actor->random);
    uint64_t block[1 + 2 * MAX_STORES] = {version + 1, BATCH_VERSION, version};
    unsigned compares = 1, stores = 4;
    if (salt & 1) { /* as an owner it sees the words that the version names */
        block[3] = (uint64_t)batch_slot(version) + 8;
        block[4] = load(index, batch_slot(version) + 8);
        compares = 2;
    }
    for (unsigned n = 0; n < stores; n++) {
        block[1 + 2 * (compares + n)] = (uint64_t)batch_slot(version + 1) + 8 * n;
        block[2 + 2 * (compares + n)] = batch_word(version + 1, salt, (int)n);
    }
    if (run(actor, soak.call.store_batch, soak.words, BATCH_VERSION, (long)block, compares | (long)stores << 32) == 0) {
        actor->batches++;
    }
}

static void check_batch(long index) {
    uint64_t version = load(index, BATCH_VERSION), words[4];
    for (int n = 0; n < 4; n++) {
        words[n] = __atomic_load_n(word(index, batch_slot(version) + 8 * n), __ATOMIC_RELAXED);
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (load(index, BATCH_VERSION) != version || version == first_version(index)) {
        return;
    }
    for (int n = 1; n < 4; n++) {
        if (words[n] != batch_word(version, words[0], n)) {
            found("index %ld: the words are not those of version %ld", index, (long)version);
            return;
        }
    }
}

/* A payload: bytes and salt, their proof, then bytes. */
static uint64_t proof_of(uint64_t version, const uint64_t *payload) {
    unsigned count = (uint32_t)payload[0] % (MAX_COPY + 1);
    uint64_t proof = mix(version ^ payload[0]);
    for (unsigned i = 16; i < count; i++) {
        proof = proof * 31 + ((const uint8_t *)payload)[i];
    }
    return proof;
}

static void fill_payload(uint64_t *payload, uint64_t version, uint64_t random) {
    uint64_t count = 16 + random % (MAX_COPY - 15);
    payload[0] = count | random >> 16 << 32;
    for (unsigned i = 2; i < MAX_COPY / 8; i++) {
        payload[i] = mix(random + i);
    }
    payload[1] = proof_of(version, payload);
}

static void copy_store(struct actor *actor) {
    long index = index_hint() % soak.limit;
    uint64_t version = load(index, COPY_VERSION), payload[MAX_COPY / 8];
    fill_payload(payload, version + 1, next_random(&actor->random));
    uint64_t block[] = {version, version + 1, (uint64_t)copy_slot(version + 1), (uint64_t)payload, (uint32_t)payload[0]};
    if (run(actor, soak.call.copy_store, soak.words, COPY_VERSION, (long)block, 0) == 0) {
        actor->copies++;
    }
}

static void check_copy(long index) {
    uint64_t version = load(index, COPY_VERSION), payload[MAX_COPY / 8];
    for (int i = 0; i < MAX_COPY / 8; i++) {
        payload[i] = __atomic_load_n(word(index, copy_slot(version) + 8 * i), __ATOMIC_RELAXED);
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (load(index, COPY_VERSION) == version && version != first_version(index) &&
        payload[1] != proof_of(version, payload)) {
        found("index %ld: the payload is not that of version %ld", index, (long)version);
    }
}

/* ---- who does what ---- */

void operate_on_words(struct actor *actor, uint64_t random, bool handler) {
    long delta = (long)(random >> 8 & 0xff) - 100;
    switch (random & 15) {
    case 0 ... 1:
        if (run(actor, soak.call.add, soak.words, COUNTER, delta, 0) == 0) {
            actor->added += delta;
        }
        break;
    case 2 ... 4: push(actor); break;
    case 5 ... 7: pop(actor); break;
    case 8: take(actor); break;
    case 9 ... 10: lock(actor); break;
    case 11 ... 12: store_batch(actor); break;
    case 13: copy_store(actor); break;
    default:
        check_batch((long)(random >> 16) % soak.limit);
        check_copy((long)(random >> 16) % soak.limit);
    }
    if (!handler && actor->held == 0) {
        from_depot(actor, 4);
    } else if (!handler && actor->held > 16) {
        to_depot(actor, 8);
    }
}

void words_create(void) {
    soak.words = space_create(WORDS_STRIDE, 0);
    nodes = calloc((size_t)soak.nodes, sizeof *nodes);
    depot = calloc((size_t)soak.nodes, sizeof *depot);
    holders = calloc((size_t)soak.limit, sizeof *holders);
    guarded = calloc((size_t)soak.limit, sizeof *guarded);
    for (int i = 0; i < soak.nodes; i++) {
        nodes[i].owner = DRAINER;
        depot[depot_count++] = &nodes[i];
    }
    for (long index = 0; index < soak.limit; index++) {
        *word(index, LOCK) = unlocked(index);
        *word(index, BATCH_VERSION) = *word(index, COPY_VERSION) = first_version(index);
        __atomic_store_n((uint32_t *)word(index, REGION_STATE), STATE_OPEN, __ATOMIC_RELEASE);
    }
}

/* Stopped and fenced: nobody is inside. Readers may look on, so the copies change as in a sequence. */
static void drain_index(long index, uint64_t random) {
    drained_sum += (long)*word(index, COUNTER);
    *word(index, COUNTER) = 0;
    struct node *first = (struct node *)*word(index, LIST);
    *word(index, LIST) = 0;
    pthread_mutex_lock(&depot_lock);
    struct node *chain[soak.nodes];
    int count = take_chain(first, DRAINER, chain);
    for (int i = 0; i < count && depot_count < soak.nodes; i++) {
        depot[depot_count++] = chain[i];
    }
    pthread_mutex_unlock(&depot_lock);
    uint64_t version = *word(index, BATCH_VERSION) + 1;
    for (int n = 0; n < 4; n++) {
        __atomic_store_n(word(index, batch_slot(version) + 8 * n), batch_word(version, random, n), __ATOMIC_RELAXED);
    }
    __atomic_store_n(word(index, BATCH_VERSION), version, __ATOMIC_RELEASE);
    drained_batches++;
    uint64_t payload[MAX_COPY / 8];
    version = *word(index, COPY_VERSION) + 1;
    fill_payload(payload, version, random);
    for (int i = 0; i < MAX_COPY / 8; i++) {
        __atomic_store_n(word(index, copy_slot(version) + 8 * i), payload[i], __ATOMIC_RELAXED);
    }
    __atomic_store_n(word(index, COPY_VERSION), version, __ATOMIC_RELEASE);
    drained_copies++;
}

void *words_drainer_main(void *argument) {
    uint64_t random = *(uint64_t *)argument;
    if (soak.widened) {
        pin_to(0, cpu_number(allowed_cpus() - 1));
    }
    while (!stop) {
        uint64_t chosen = next_random(&random);
        for (long index = 0; index < soak.limit; index++) {
            if (index < 40 && chosen >> index & 1) {
                __atomic_store_n((uint32_t *)word(index, REGION_STATE), STATE_STOPPED, __ATOMIC_RELAXED);
            }
        }
        fence_all(soak.fence);
        for (long index = 0; index < soak.limit; index++) {
            if (index < 40 && chosen >> index & 1) {
                drain_index(index, next_random(&random));
                __atomic_store_n((uint32_t *)word(index, REGION_STATE), STATE_OPEN, __ATOMIC_RELEASE);
                soak.drains++;
            }
        }
        nap(soak.widened ? 20000 : 100000 + (long)(next_random(&random) % 900000));
    }
    return NULL;
}

static void expect(const char *what, long is, long wanted) {
    if (is != wanted) {
        printf("  %s:\n", what);
        found("%ld, not %ld", is, wanted);
    }
}

/* All threads have ended. */
void words_check(void) {
    long sum = drained_sum, added = 0, locked = 0, held = 0, batches = -drained_batches, copies = -drained_copies;
    long done = 0, pairs = 0;
    for (int i = 0; i < 2 * soak.threads; i++) {
        struct actor *actor = i & 1 ? &soak.workers[i / 2].handler : &soak.workers[i / 2].main;
        added += actor->added;
        locked += actor->locked;
        done += actor->batches;
        pairs += actor->copies;
        to_depot(actor, 0);
    }
    for (long index = 0; index < soak.limit; index++) {
        sum += (long)*word(index, COUNTER);
        held += guarded[index];
        batches += (long)(*word(index, BATCH_VERSION) - first_version(index));
        copies += (long)(*word(index, COPY_VERSION) - first_version(index));
        check_batch(index);
        check_copy(index);
        struct node *chain[soak.nodes];
        int count = take_chain((struct node *)*word(index, LIST), DRAINER, chain);
        depot_count += count; /* each has one owner word, so that the number says it all */
    }
    expect("sum of the counters", sum, added);
    expect("times the locks were held", held, locked);
    expect("versions by store batch", batches, done);
    expect("versions by copy", copies, pairs);
    expect("nodes at the end", depot_count, soak.nodes);
    for (int i = 0; i < soak.nodes; i++) {
        if (nodes[i].owner != DRAINER) {
            found("node %ld is lost, its last owner is %ld", i, nodes[i].owner);
        }
    }
    printf("  words: sum %ld, %ld locks held, %ld batches, %ld copies, %d nodes, %ld drains\n", sum, locked, done, pairs,
           depot_count, soak.drains);
    if (stop_at_first == false && (locked == 0 || done == 0 || pairs == 0)) {
        found("nothing was locked, stored or copied", 0, 0);
    }
}
