#include "bootstrap.h"

#include <stdatomic.h>
#include <stdint.h>

#define STORE_BYTES 65536u
#define MIN_ALIGNMENT 16u

static _Alignas(4096) unsigned char store[STORE_BYTES];
static atomic_size_t taken;

void *bootstrap_allocate(size_t size, size_t alignment) {
    if (alignment < MIN_ALIGNMENT) {
        alignment = MIN_ALIGNMENT;
    }
    if (size > STORE_BYTES || alignment > sizeof(store) / 2) {
        return NULL;
    }
    // The 16 bytes before the block hold its size; reserve for the worst padding and align inside.
    size_t need = (size + 2 * alignment + MIN_ALIGNMENT - 1) & ~(size_t)(MIN_ALIGNMENT - 1);
    size_t start = atomic_fetch_add(&taken, need);
    if (start > STORE_BYTES || need > STORE_BYTES - start) {
        return NULL;
    }
    uintptr_t block = ((uintptr_t)store + start + MIN_ALIGNMENT + alignment - 1) & ~(uintptr_t)(alignment - 1);
    *(size_t *)(block - MIN_ALIGNMENT) = size;
    return (void *)block;
}

bool bootstrap_owns(const void *block) {
    return (uintptr_t)block - (uintptr_t)store < STORE_BYTES;
}

size_t bootstrap_size(const void *block) {
    return *(const size_t *)((uintptr_t)block - MIN_ALIGNMENT);
}
