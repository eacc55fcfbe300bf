/* What each sequence on per-CPU memory is to meet. */
#include "percpu_model.h"

/* A ring whose head stands DISTANCE bytes before its end, with so many bytes free by seen and by the tail. */
#define RING(distance, by_seen, by_tail)                                                                              \
    .head = 5 * RING_CAPACITY - (distance), .seen = 4 * RING_CAPACITY - (distance) + (by_seen),                       \
    .tail = 4 * RING_CAPACITY - (distance) + (by_tail)

#define HIT(kind, ...) {kind, "hit", STATE_OPEN, -1, .whole = true, __VA_ARGS__}
#define CASE(kind, name, ...) {kind, name, STATE_OPEN, -1, __VA_ARGS__}
/* The same code with other numbers: what happens at a trap was tried in "hit". */
#define BRIEF(kind, name, ...) {kind, name, STATE_OPEN, -1, .brief = true, __VA_ARGS__}
#define REFUSALS(kind, ...)                                                                                           \
    {kind, "stopped", STATE_STOPPED, -1, .brief = true, __VA_ARGS__},                                                 \
        {kind, "closed", STATE_CLOSED, -1, .brief = true, __VA_ARGS__},                                               \
        {kind, "limit 0", STATE_OPEN, 0, .brief = true, __VA_ARGS__},                                                 \
        {kind, "no index", STATE_OPEN, -1, .no_index = true, .brief = true, __VA_ARGS__}

/* A record of 31 bytes takes 40; with 16 to the end it takes 56, padding included. */
#define RINGS(kind)                                                                                                   \
    HIT(kind, .n = 31, RING(16, 48, 56)), REFUSALS(kind, .n = 8, RING(64, 640, 640)),                                 \
        CASE(kind, "fits", .n = 16, RING(640, 320, 320)), BRIEF(kind, "to the end", .n = 16, RING(24, 320, 320)),      \
        CASE(kind, "room without padding", .n = 31, RING(16, 48, 48)),                                                \
        BRIEF(kind, "padding of a header", .n = 31, RING(8, 320, 320)),                                               \
        BRIEF(kind, "beginning", .n = 31, RING(RING_CAPACITY, 320, 320)),                                             \
        BRIEF(kind, "fills the ring", .n = 31, RING(640, 40, 40)),                                                    \
        BRIEF(kind, "full by seen, not by tail", .n = 15, RING(640, 0, 320)),                                         \
        CASE(kind, "full", .n = 0, RING(640, 0, 0)), BRIEF(kind, "full, seen older", .n = 9, RING(640, 0, 16)),        \
        BRIEF(kind, "empty ring", .n = 7, RING(640, RING_CAPACITY, RING_CAPACITY)),                                   \
        BRIEF(kind, "empty", .n = 0, RING(640, 320, 320)), BRIEF(kind, "1 byte", .n = 1, RING(640, 320, 320)),         \
        BRIEF(kind, "7 bytes", .n = 7, RING(640, 320, 320)), BRIEF(kind, "8 bytes", .n = 8, RING(640, 320, 320)),      \
        BRIEF(kind, "9 bytes", .n = 9, RING(640, 320, 320)), BRIEF(kind, "15 bytes", .n = 15, RING(640, 320, 320))

const struct scenario scenarios[] = {
    HIT(ADD),
    REFUSALS(ADD),

    HIT(LIST_PUSH, .count = 3),
    CASE(LIST_PUSH, "onto nothing", .count = 0),
    REFUSALS(LIST_PUSH, .count = 3),
    HIT(LIST_POP, .count = 3),
    CASE(LIST_POP, "the last", .count = 1),
    CASE(LIST_POP, "empty", .count = 0),
    REFUSALS(LIST_POP, .count = 3),
    HIT(LIST_TAKE, .count = NODES),
    CASE(LIST_TAKE, "empty", .count = 0),
    REFUSALS(LIST_TAKE, .count = 3),

    HIT(COMPARE_STORE),
    CASE(COMPARE_STORE, "different", .different = 1),
    REFUSALS(COMPARE_STORE),

    HIT(STORE_BATCH, .compares = 3, .stores = 4),
    BRIEF(STORE_BATCH, "commit alone", .compares = 0, .stores = 0),
    BRIEF(STORE_BATCH, "one compare", .compares = 1, .stores = 0),
    CASE(STORE_BATCH, "one store", .compares = 0, .stores = 1),
    BRIEF(STORE_BATCH, "one of each", .compares = 1, .stores = 1),
    BRIEF(STORE_BATCH, "as many as may be", .compares = MAX_STORES - OTHER_COUNT, .stores = OTHER_COUNT),
    CASE(STORE_BATCH, "first different", .compares = 3, .stores = 4, .different = 1),
    BRIEF(STORE_BATCH, "last different", .compares = 3, .stores = 4, .different = 3),
    REFUSALS(STORE_BATCH, .compares = 1, .stores = 2),

    HIT(COPY_STORE, .n = 31),
    CASE(COPY_STORE, "different", .n = 31, .different = 1),
    BRIEF(COPY_STORE, "nothing", .n = 0),
    BRIEF(COPY_STORE, "1 byte", .n = 1),
    BRIEF(COPY_STORE, "7 bytes", .n = 7),
    BRIEF(COPY_STORE, "8 bytes", .n = 8),
    BRIEF(COPY_STORE, "9 bytes", .n = 9),
    BRIEF(COPY_STORE, "15 bytes", .n = 15),
    BRIEF(COPY_STORE, "16 bytes", .n = 16),
    BRIEF(COPY_STORE, "511 bytes", .n = MAX_COPY - 1),
    BRIEF(COPY_STORE, "512 bytes", .n = MAX_COPY),
    REFUSALS(COPY_STORE, .n = 9),

    RINGS(RING_OFFER),
    BRIEF(RING_OFFER, "511 bytes", .n = MAX_COPY - 1, RING(640, 640, 640)),
    BRIEF(RING_OFFER, "512 bytes, padding", .n = MAX_COPY, RING(512, RING_CAPACITY, RING_CAPACITY)),
    RINGS(RING_CLAIM),
    /* The longest there may be, where the most padding goes before it: an empty ring has room for it. */
    BRIEF(RING_CLAIM, "longest, padding", .n = RING_CAPACITY / 2 - RECORD_HEADER,
          RING(RING_CAPACITY / 2 - 8, RING_CAPACITY, RING_CAPACITY)),
};

const int scenario_count = sizeof scenarios / sizeof scenarios[0];
