/* How far down each thread's stack has been proved to be its own: for org.ccache.library.ProvenStack.
 *
 * A native thread has one stack, whose end does not move; a virtual thread that is mounted runs on its carrier's. So the
 * lowest address that Java code has reached is kept with the native thread, in a key of the C library's: a new thread
 * starts with none, whatever memory its stack was before, and nothing is left of one that has ended.
 */
#include <stdint.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* Between a Java method's own end and what its downcall finds here, which nothing has proved. */
#define DOWNCALL_BYTES 512

typedef int (*create_function)(unsigned *, void (*)(void *));
typedef void *(*get_function)(unsigned);
typedef int (*set_function)(unsigned, const void *);

static struct {
    get_function get;
    set_function set;
    unsigned key;
    long made; /* 0 until all else is written */
} lowest;

/* Makes the key, once in a process: 0, or the errno of pthread_key_create. The caller sees to it that nobody else is here. */
HIDDEN long ccache_stack_start(create_function create, get_function get, set_function set) {
    if (__atomic_load_n(&lowest.made, __ATOMIC_ACQUIRE) == 0) {
        int error = create(&lowest.key, 0);
        if (error != 0) {
            return error;
        }
        lowest.get = get;
        lowest.set = set;
        __atomic_store_n(&lowest.made, 1, __ATOMIC_RELEASE);
    }
    return 0;
}

/* Whether so many bytes below here have been proved. */
HIDDEN long ccache_stack_reaches(long bytes) {
    intptr_t here = (intptr_t)__builtin_frame_address(0);
    intptr_t proved = (intptr_t)lowest.get(lowest.key);
    return proved != 0 && here - proved >= bytes;
}

/* A Java method runs here: 0, or the errno of pthread_setspecific. */
HIDDEN long ccache_stack_prove(void) {
    intptr_t here = (intptr_t)__builtin_frame_address(0) + DOWNCALL_BYTES;
    intptr_t proved = (intptr_t)lowest.get(lowest.key);
    return proved != 0 && proved <= here ? 0 : lowest.set(lowest.key, (const void *)here);
}
