/* Producers that send to the ring of the index they are on, and one consumer of all rings, which also drains them. */
#include "percpu_soak.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_HEADER 24 /* producer (32), bytes (32), sequence, checksum */
#define LONGEST 600       /* by a claim: longer than an offer can be */

#define REMEMBERED (1L << 24) /* messages of each producer; later ones are only seen to come in order */

/* What the consumer has had of each producer. */
static struct {
    long received, distinct;
    uint8_t *seen; /* a bit for each sequence number */
} producers[ACTORS + 1];
static long (*last)[ACTORS + 1]; /* by ring: the producer's sequence number that came last */
static long out_of_order, garbage, given_up;

static uint64_t *word(long index, long offset) {
    return word_at(soak.rings, RING_STRIDE, index, offset);
}

static uint64_t checksum(const uint8_t *message, unsigned bytes) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < bytes; i++) {
        sum = i >= 16 && i < MESSAGE_HEADER ? sum : sum * 31 + message[i];
    }
    return mix(sum);
}

static void write_message(uint8_t *message, const struct actor *actor, unsigned bytes, uint64_t random) {
    uint32_t head[] = {(uint32_t)actor->id, bytes};
    memcpy(message, head, 8);
    memcpy(message + 8, &actor->sequence, 8);
    for (unsigned i = MESSAGE_HEADER; i < bytes; i++) {
        message[i] = (uint8_t)(random >> (i & 31));
    }
    uint64_t sum = checksum(message, bytes);
    memcpy(message + 16, &sum, 8);
}

/* What the document's example is without a restartable sequence: read the head, write the item, commit the head. Whoever is
 * interrupted between the first and the last by another who sends on the same index makes items be lost, or come twice. */
static long plain_offer(const void *source, unsigned bytes, uint32_t type) {
    long index = index_hint() % soak.limit;
    uint64_t head = *word(index, RING_HEAD), size = (bytes + RECORD_HEADER + 7) & -8UL;
    uint64_t tail = __atomic_load_n(word(index, RING_TAIL), __ATOMIC_ACQUIRE);
    uint64_t position = head & (RING_CAPACITY - 1), end = RING_CAPACITY - position;
    uint64_t total = size <= end ? size : end + size;
    if (head + total > tail + RING_CAPACITY) {
        return -RESULT_FULL;
    }
    if (size > end) {
        *word(index, RING_DATA + (long)position) = end | (uint64_t)(uint32_t)RECORD_PADDING << 32;
        position = 0;
    }
    uint64_t *record = word(index, RING_DATA + (long)position);
    record[0] = (bytes + RECORD_HEADER) | (uint64_t)type << 32;
    memcpy(record + 1, source, bytes);
    for (volatile long delay = inject_delay[POINT_BEFORE_COMMIT]; delay > 0; delay--) {
    }
    __atomic_store_n(word(index, RING_HEAD), head + total, __ATOMIC_RELEASE);
    return 0;
}

/* A claim is filled and published outside the sequence, by then perhaps on another CPU; one in eight is given up. */
static bool send_claimed(struct actor *actor, unsigned bytes, uint64_t random) {
    long type = (long)actor->id << 32;
    long payload = run(actor, soak.call.ring_claim, soak.rings, 0, 0, bytes | type);
    if (payload <= 0) {
        return false;
    }
    uint32_t *header = (uint32_t *)(payload - RECORD_HEADER);
    if (random >> 40 & 1) {
        sched_yield();
    }
    bool sent = (random >> 41 & 7) != 0;
    if (sent) {
        write_message((uint8_t *)payload, actor, bytes, random);
    } else {
        header[1] = (uint32_t)RECORD_PADDING;
        __atomic_fetch_add(&given_up, 1, __ATOMIC_RELAXED);
    }
    __atomic_store_n(header, bytes + RECORD_HEADER, __ATOMIC_RELEASE);
    return sent;
}

void send(struct actor *actor, uint64_t random) {
    bool claim = (random >> 30 & 3) == 0 && !soak.plain;
    unsigned bytes = MESSAGE_HEADER + (unsigned)((random >> 8) % ((claim ? LONGEST : MAX_COPY) - MESSAGE_HEADER + 1));
    bytes = random >> 32 & 3 ? MESSAGE_HEADER + bytes % 40 : bytes; /* most are short */
    if (soak.plain) {
        bytes = MESSAGE_HEADER; /* one size: what is lost was overwritten, not misread from there on */
    }
    bool sent;
    if (claim) {
        sent = send_claimed(actor, bytes, random);
    } else {
        uint8_t message[MAX_COPY];
        write_message(message, actor, bytes, random);
        long result = soak.plain ? plain_offer(message, bytes, (uint32_t)actor->id)
                                 : run(actor, soak.call.ring_offer, soak.rings, 0, (long)message,
                                       bytes | (long)actor->id << 32);
        sent = result == 0;
        actor->operations += soak.plain;
    }
    if (sent) {
        actor->sequence++;
    }
}

static void receive(long index, const uint8_t *message, unsigned bytes, uint32_t type) {
    uint32_t head[2];
    long sequence;
    uint64_t sum;
    memcpy(head, message, 8);
    memcpy(&sequence, message + 8, 8);
    memcpy(&sum, message + 16, 8);
    if (bytes < MESSAGE_HEADER || head[0] != type || type == 0 || type > (uint32_t)soak.threads * 2 || head[1] != bytes ||
        sum != checksum(message, bytes)) {
        garbage++;
        found("ring %ld: a message is not what a producer wrote, type %ld", index, type);
        return;
    }
    if (sequence <= last[index][type]) {
        out_of_order++;
        found("ring %ld: message %ld came before", index, sequence);
    }
    last[index][type] = sequence;
    producers[type].received++;
    uint8_t *seen = producers[type].seen + sequence % REMEMBERED / 8;
    if (sequence >= REMEMBERED || (*seen >> (sequence & 7) & 1) == 0) {
        producers[type].distinct++;
    }
    *seen |= (uint8_t)(1 << (sequence & 7));
}

/* Consumes up to the head; stops at a record that is claimed and not published. True: nothing is left. */
static bool consume(long index) {
    uint64_t tail = *word(index, RING_TAIL), head = __atomic_load_n(word(index, RING_HEAD), __ATOMIC_ACQUIRE);
    while (tail != head) {
        uint64_t position = tail & (RING_CAPACITY - 1);
        uint32_t *record = (uint32_t *)word(index, RING_DATA + (long)position);
        int length = (int)__atomic_load_n(record, __ATOMIC_ACQUIRE); /* partner of a claim's publication */
        if (length < 0 && !soak.plain) {
            break;
        }
        bool back = head - tail > RING_CAPACITY;
        if (back || length < RECORD_HEADER || position + (unsigned)length > RING_CAPACITY) {
            garbage++;
            found(back ? "ring %ld: its head went back, %ld bytes" : "ring %ld: a record of %ld bytes", index,
                  back ? (long)(tail - head) : length);
            tail = head; /* only a broken twin gets here */
            break;
        }
        if (record[1] != (uint32_t)RECORD_PADDING) {
            receive(index, (uint8_t *)(record + 2), (unsigned)length - RECORD_HEADER, record[1]);
        }
        tail += ((unsigned)length + 7) & -8U;
    }
    __atomic_store_n(word(index, RING_TAIL), tail, __ATOMIC_RELEASE);
    return tail == head;
}

/* Stop, fence, take all, begin again from zero, open. */
static void drain(long index) {
    __atomic_store_n((uint32_t *)word(index, REGION_STATE), STATE_STOPPED, __ATOMIC_RELAXED);
    fence_all(soak.fence);
    bool empty;
    while (!(empty = consume(index)) && !(stop && stop_at_first)) {
        sched_yield(); /* a claim is still being filled */
    }
    if (empty) { /* not so where a twin has made a mess */
        *word(index, RING_HEAD) = *word(index, RING_SEEN) = *word(index, RING_TAIL) = 0;
    }
    __atomic_store_n((uint32_t *)word(index, REGION_STATE), STATE_OPEN, __ATOMIC_RELEASE);
    soak.ring_drains++;
}

void *consumer_main(void *argument) {
    uint64_t random = *(uint64_t *)argument;
    last = malloc((size_t)soak.limit * sizeof *last);
    memset(last, -1, (size_t)soak.limit * sizeof *last);
    for (int i = 1; i <= 2 * soak.threads; i++) {
        producers[i].seen = calloc(REMEMBERED / 8, 1);
    }
    if (soak.widened) {
        pin_to(0, cpu_number(allowed_cpus() - 1));
    }
    while (!soak.workers_ended) {
        for (long index = 0; index < soak.limit; index++) {
            consume(index);
        }
        if ((next_random(&random) & 15) == 0 && !soak.plain) {
            drain((long)(next_random(&random) % (uint64_t)soak.limit));
        }
        nap(20000);
    }
    for (long index = 0; index < soak.limit; index++) {
        if (!consume(index)) {
            found("ring %ld: a record was never published", index, 0);
        }
    }
    return NULL;
}

void rings_check(void) {
    long sent = 0, received = 0, distinct = 0;
    for (int i = 0; i < 2 * soak.threads; i++) {
        struct actor *actor = i & 1 ? &soak.workers[i / 2].handler : &soak.workers[i / 2].main;
        sent += actor->sequence;
        received += producers[actor->id].received;
        distinct += producers[actor->id].distinct;
    }
    printf("  rings%s: %ld messages sent, %ld received, %ld lost, %ld twice, %ld out of order, %ld broken, %ld claims given "
           "up, %ld drains\n",
           soak.plain ? " in plain C" : "", sent, received, sent - distinct, received - distinct, out_of_order, garbage,
           given_up, soak.ring_drains);
    if (distinct != sent || received != sent) {
        found("%ld messages lost, %ld had twice", sent - distinct, received - distinct);
    }
    if (sent == 0) {
        found("nothing was sent", 0, 0);
    }
}
