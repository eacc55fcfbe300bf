// Memory for the few allocations made while the real allocator's functions are being looked up (dlsym may allocate).
// Blocks are never given back: some dozen bytes per process.
#ifndef CCACHE_BOOTSTRAP_H
#define CCACHE_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>

// Zeroed block, or NULL when the store is used up.
void *bootstrap_allocate(size_t size, size_t alignment);

bool bootstrap_owns(const void *block);

// The size asked for a block of ours.
size_t bootstrap_size(const void *block);

#endif
