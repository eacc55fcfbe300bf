// LD_PRELOAD library that stands before the program's allocator and writes down what passes (see raw_trace.h).
// Every call goes on to the allocator the program would have used without us, and errno is left as that one set it.
//
// Not seen: blocks of a program's own pools, allocators reached by other names (mallocx, operator new of a library
// that brings its own), and calls inside a static binary.
#include <dlfcn.h>
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap.h"
#include "event_log.h"

#define EXPORT __attribute__((visibility("default")))

enum { UNRESOLVED, RESOLVING, RESOLVED };

static atomic_int state;
static _Thread_local bool resolving __attribute__((tls_model("initial-exec"))); // this thread runs resolve()

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    void *(*memalign)(size_t, size_t);
    void *(*valloc)(size_t);
    void *(*pvalloc)(size_t);
    size_t (*malloc_usable_size)(void *);
} real;

// dlsym returns an object pointer; the detour through memory is the portable way to a function pointer.
static void look_up(const char *name, void *target) {
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(target, &found, sizeof found);
}

static void resolve(void) {
    resolving = true;
    look_up("malloc", &real.malloc);
    look_up("calloc", &real.calloc);
    look_up("realloc", &real.realloc);
    look_up("free", &real.free);
    look_up("posix_memalign", &real.posix_memalign);
    look_up("aligned_alloc", &real.aligned_alloc);
    look_up("memalign", &real.memalign);
    look_up("valloc", &real.valloc);
    look_up("pvalloc", &real.pvalloc);
    look_up("malloc_usable_size", &real.malloc_usable_size);
    event_log_open();
    atomic_store_explicit(&state, RESOLVED, memory_order_release); // publishes `real` to other threads
    resolving = false;
}

// False only for calls made by resolve() itself.
static bool ready(void) {
    if (__builtin_expect(atomic_load_explicit(&state, memory_order_acquire) == RESOLVED, 1)) {
        return true;
    }
    if (resolving) {
        return false;
    }
    int saved = errno;
    int expected = UNRESOLVED;
    if (atomic_compare_exchange_strong(&state, &expected, RESOLVING)) {
        resolve();
    } else {
        while (atomic_load_explicit(&state, memory_order_acquire) != RESOLVED) {
            sched_yield();
        }
    }
    errno = saved;
    return true;
}

__attribute__((constructor)) static void start(void) {
    ready(); // a program that has not allocated yet gets its file all the same
}

static void acquired(enum raw_trace_code code, const void *block, size_t size, size_t alignment) {
    if (block != NULL && event_log_on()) {
        event_log_acquire(code, event_log_order(), block, size, alignment);
    }
}

EXPORT void *malloc(size_t size) {
    if (!ready()) {
        return bootstrap_allocate(size, 0);
    }
    void *block = real.malloc(size);
    acquired(RAW_TRACE_MALLOC, block, size, 0);
    return block;
}

EXPORT void *calloc(size_t count, size_t size) {
    if (!ready()) {
        size_t bytes;
        return __builtin_mul_overflow(count, size, &bytes) ? NULL : bootstrap_allocate(bytes, 0);
    }
    void *block = real.calloc(count, size);
    acquired(RAW_TRACE_CALLOC, block, count * size, 0); // no overflow: the allocator would have returned NULL
    return block;
}

EXPORT void free(void *block) {
    if (block == NULL || bootstrap_owns(block)) {
        return;
    }
    if (!ready()) {
        return; // a block from before us, freed by the look-up: leaked rather than handed to nobody
    }
    if (event_log_on()) {
        event_log_release(event_log_order(), (uintptr_t)block);
    }
    real.free(block);
}

static void *move_out_of_bootstrap(void *old, size_t size) {
    void *block = malloc(size);
    if (block != NULL) {
        size_t had = bootstrap_size(old);
        memcpy(block, old, had < size ? had : size);
    }
    return block;
}

EXPORT void *realloc(void *old, size_t size) {
    if (old == NULL) {
        return malloc(size);
    }
    if (bootstrap_owns(old)) {
        return move_out_of_bootstrap(old, size);
    }
    if (!ready()) {
        return NULL;
    }
    if (!event_log_on()) {
        return real.realloc(old, size);
    }
    uintptr_t released = (uintptr_t)old;
    uint64_t release_order = event_log_order();
    void *block = real.realloc(old, size);
    if (block != NULL) {
        event_log_realloc(release_order, released, event_log_order(), block, size);
    } else if (size == 0) {
        event_log_release(release_order, released); // glibc: realloc to zero bytes frees
    }
    return block;
}

EXPORT void *reallocarray(void *old, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

EXPORT int posix_memalign(void **result, size_t alignment, size_t size) {
    if (!ready()) {
        *result = bootstrap_allocate(size, alignment);
        return *result != NULL ? 0 : ENOMEM;
    }
    int error = real.posix_memalign(result, alignment, size);
    if (error == 0) {
        acquired(RAW_TRACE_ALIGNED, *result, size, alignment);
    }
    return error;
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) {
    if (!ready()) {
        return bootstrap_allocate(size, alignment);
    }
    void *block = real.aligned_alloc(alignment, size);
    acquired(RAW_TRACE_ALIGNED, block, size, alignment);
    return block;
}

EXPORT void *memalign(size_t alignment, size_t size) {
    if (!ready()) {
        return bootstrap_allocate(size, alignment);
    }
    void *block = real.memalign(alignment, size);
    acquired(RAW_TRACE_ALIGNED, block, size, alignment);
    return block;
}

EXPORT void *valloc(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (!ready()) {
        return bootstrap_allocate(size, page);
    }
    void *block = real.valloc(size);
    acquired(RAW_TRACE_ALIGNED, block, size, page);
    return block;
}

EXPORT void *pvalloc(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (!ready()) {
        return bootstrap_allocate(size, page);
    }
    void *block = real.pvalloc(size);
    acquired(RAW_TRACE_ALIGNED, block, (size + page - 1) & ~(page - 1), page);
    return block;
}

EXPORT size_t malloc_usable_size(void *block) {
    if (block != NULL && bootstrap_owns(block)) {
        return bootstrap_size(block);
    }
    return ready() ? real.malloc_usable_size(block) : 0;
}
