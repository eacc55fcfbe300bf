// The recorder's output: appends events of the calling thread to the raw trace (raw_trace.h).
#ifndef CCACHE_EVENT_LOG_H
#define CCACHE_EVENT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "raw_trace.h"

// Opens the file named by the environment; without one, or on any failure, recording stays off. Call once.
void event_log_open(void);

// True while events are taken. False in a forked child: the page behind the flag is wiped by the kernel on fork.
bool event_log_on(void);

// Draws the next order number.
uint64_t event_log_order(void);

// Each appends one record. Addresses are taken as numbers, never followed.
void event_log_acquire(enum raw_trace_code code, uint64_t order, const void *block, size_t size, size_t alignment);
void event_log_release(uint64_t order, uintptr_t block);
void event_log_realloc(uint64_t release_order, uintptr_t old, uint64_t order, const void *block, size_t size);

#endif
