#include "event_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define FILE_VARIABLE "CCACHE_TRACE_FILE"     // path of the raw trace; must not exist yet
#define SIZE_VARIABLE "CCACHE_TRACE_MIB"      // size of the file in MiB
#define FOLLOW_VARIABLE "CCACHE_TRACE_FOLLOW" // 1: a later process of the same command records to FILE.PID

#define DEFAULT_MIB 64ul
#define MAX_MIB 16384ul

// Where the calling thread writes. Initial-exec: the usual model would allocate on first use.
struct cursor {
    struct raw_trace_chunk *chunk;
    uint64_t order;    // of the last record
    uintptr_t address; // of the last record
    uint32_t thread;   // number in the trace, counted from 1; 0: none yet
    bool busy;         // a record is being written: a signal handler that allocates meets it set
};

static _Thread_local struct cursor cursor __attribute__((tls_model("initial-exec")));

static unsigned char *file;  // the mapping; never unmapped, its descriptor is closed at once
static atomic_int *live;     // on a page of its own, wiped on fork: a child never writes to its parent's trace
static _Atomic uint64_t last_order;

static struct raw_trace_header *header(void) {
    return (struct raw_trace_header *)file;
}

static void report(const char *what) {
    // Without stdio: this may run inside the program's first malloc.
    static const char prefix[] = "record-trace: not recording: ";
    const char *reason = strerrordesc_np(errno);
    char line[256];
    size_t length = 0;
    const char *parts[] = {prefix, what, ": ", reason != NULL ? reason : "unknown error", "\n"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (const char *c = parts[i]; *c != '\0' && length < sizeof line; c++) {
            line[length++] = *c;
        }
    }
    ssize_t written = write(STDERR_FILENO, line, length);
    (void)written;
}

static size_t file_bytes(void) {
    const char *text = getenv(SIZE_VARIABLE);
    unsigned long mib = text != NULL ? strtoul(text, NULL, 10) : DEFAULT_MIB;
    if (mib == 0 || mib > MAX_MIB) {
        mib = DEFAULT_MIB;
    }
    return (size_t)mib << 20;
}

// The whole file is allocated here: a full disk shows now, not as SIGBUS in the program, and no descriptor stays open
// that the program could close and open again as something else.
static int create_file(const char *path, size_t bytes) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < bytes) {
        errno = EFBIG; // writing past this limit would kill the program
        return -1;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return -1;
    }
    int error = posix_fallocate(fd, 0, (off_t)bytes);
    if (error != 0) {
        close(fd);
        unlink(path);
        errno = error;
        return -1;
    }
    return fd;
}

static void map_file(int fd, size_t bytes) {
    long page = sysconf(_SC_PAGESIZE);
    void *flag = mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (flag == MAP_FAILED || madvise(flag, (size_t)page, MADV_WIPEONFORK) != 0) {
        report("cannot protect the trace from forked children");
        return;
    }
    void *mapping = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapping == MAP_FAILED) {
        report("cannot map the trace file");
        return;
    }
    file = mapping;
    header()->chunk_bytes = RAW_TRACE_CHUNK_BYTES;
    header()->chunks = (uint32_t)((bytes - RAW_TRACE_HEADER_BYTES) / RAW_TRACE_CHUNK_BYTES);
    header()->pid = (uint32_t)getpid();
    header()->magic = RAW_TRACE_MAGIC;
    live = flag;
    atomic_store(live, 1);
}

void event_log_open(void) {
    const char *path = getenv(FILE_VARIABLE);
    if (path == NULL || *path == '\0') {
        return;
    }
    int saved = errno;
    size_t bytes = file_bytes();
    int fd = create_file(path, bytes);
    if (fd < 0 && errno == EEXIST) {
        const char *follow = getenv(FOLLOW_VARIABLE);
        if (follow == NULL || strcmp(follow, "1") != 0) {
            errno = saved; // the first process of the command has the file; this one is not recorded
            return;
        }
        char own[4096];
        if (snprintf(own, sizeof own, "%s.%ld", path, (long)getpid()) < (int)sizeof own) {
            fd = create_file(own, bytes);
        }
    }
    if (fd < 0) {
        report("cannot create the trace file");
    } else {
        map_file(fd, bytes);
        close(fd);
    }
    errno = saved;
}

bool event_log_on(void) {
    return live != NULL && atomic_load_explicit(live, memory_order_relaxed) != 0;
}

uint64_t event_log_order(void) {
    // Relaxed is enough: the order of two events of one block is carried by the hand-over of the block itself,
    // and a later draw from one counter that is ordered after an earlier one by happens-before returns more.
    return atomic_fetch_add_explicit(&last_order, 1, memory_order_relaxed) + 1;
}

static void lose_event(void) {
    __atomic_fetch_add(&header()->lost, 1, __ATOMIC_RELAXED);
}

static bool next_chunk(uint64_t order) {
    uint32_t index = __atomic_fetch_add(&header()->next_chunk, 1, __ATOMIC_RELAXED);
    if (index >= header()->chunks) {
        __atomic_fetch_sub(&header()->next_chunk, 1, __ATOMIC_RELAXED); // never wraps, however long the program goes on
        return false;
    }
    if (cursor.thread == 0) {
        cursor.thread = __atomic_add_fetch(&header()->threads, 1, __ATOMIC_RELAXED);
    }
    unsigned char *at = file + RAW_TRACE_HEADER_BYTES + (size_t)index * RAW_TRACE_CHUNK_BYTES;
    cursor.chunk = (struct raw_trace_chunk *)at;
    cursor.chunk->thread = cursor.thread;
    cursor.chunk->base = order;
    cursor.order = order;
    cursor.address = 0;
    return true;
}

// Where the next record goes, or NULL when the event is lost. Pairs with commit().
static unsigned char *begin(uint64_t order) {
    if (cursor.busy) {
        lose_event();
        return NULL;
    }
    cursor.busy = true;
    atomic_signal_fence(memory_order_seq_cst);
    struct raw_trace_chunk *chunk = cursor.chunk;
    if (chunk == NULL || sizeof *chunk + chunk->used + RAW_TRACE_RECORD_MAX > RAW_TRACE_CHUNK_BYTES) {
        if (!next_chunk(order)) {
            lose_event();
            cursor.busy = false;
            return NULL;
        }
        chunk = cursor.chunk;
    }
    return (unsigned char *)(chunk + 1) + chunk->used;
}

static void commit(const unsigned char *end) {
    uint32_t used = (uint32_t)(end - (unsigned char *)(cursor.chunk + 1));
    __atomic_store_n(&cursor.chunk->used, used, __ATOMIC_RELEASE); // after the record's bytes
    atomic_signal_fence(memory_order_seq_cst);
    cursor.busy = false;
}

static unsigned char *put(unsigned char *at, uint64_t value) {
    while (value >= 0x80) {
        *at++ = (unsigned char)(value | 0x80);
        value >>= 7;
    }
    *at++ = (unsigned char)value;
    return at;
}

static unsigned char *put_order(unsigned char *at, uint64_t order) {
    at = put(at, order - cursor.order);
    cursor.order = order;
    return at;
}

static unsigned char *put_address(unsigned char *at, uintptr_t address) {
    int64_t difference = (int64_t)(address - cursor.address);
    cursor.address = address;
    return put(at, ((uint64_t)difference << 1) ^ (uint64_t)(difference >> 63));
}

void event_log_acquire(enum raw_trace_code code, uint64_t order, const void *block, size_t size, size_t alignment) {
    unsigned char *at = begin(order);
    if (at == NULL) {
        return;
    }
    *at++ = (unsigned char)code;
    at = put_order(at, order);
    at = put_address(at, (uintptr_t)block);
    at = put(at, size);
    if (code == RAW_TRACE_ALIGNED) {
        // Rounded up like memalign does with an alignment that is no power of two.
        at = put(at, alignment <= 1 ? 0 : 64 - (uint64_t)__builtin_clzll(alignment - 1));
    }
    commit(at);
}

void event_log_release(uint64_t order, uintptr_t block) {
    unsigned char *at = begin(order);
    if (at == NULL) {
        return;
    }
    *at++ = RAW_TRACE_FREE;
    at = put_order(at, order);
    commit(put_address(at, block));
}

void event_log_realloc(uint64_t release_order, uintptr_t old, uint64_t order, const void *block, size_t size) {
    unsigned char *at = begin(release_order);
    if (at == NULL) {
        return;
    }
    *at++ = RAW_TRACE_REALLOC;
    at = put_order(at, release_order);
    at = put_address(at, old);
    at = put_order(at, order);
    at = put_address(at, (uintptr_t)block);
    commit(put(at, size));
}
