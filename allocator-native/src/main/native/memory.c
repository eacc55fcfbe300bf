/* The page life cycle for org.ccache.os.VirtualMemory: five longs in, one long out, as every function of the table. */
#include "kernel.h"

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN long ccache_mmap(long address, long length, long protection, long flags) {
    return kernel_call(__NR_mmap, address, length, protection, flags, -1, 0);
}

HIDDEN long ccache_munmap(long address, long length) {
    return kernel_call(__NR_munmap, address, length, 0, 0, 0, 0);
}

HIDDEN long ccache_mprotect(long address, long length, long protection) {
    return kernel_call(__NR_mprotect, address, length, protection, 0, 0, 0);
}

HIDDEN long ccache_madvise(long address, long length, long advice) {
    return kernel_call(__NR_madvise, address, length, advice, 0, 0, 0);
}

HIDDEN long ccache_membarrier(long command, long flags, long cpu) {
    return kernel_call(__NR_membarrier, command, flags, cpu, 0, 0, 0);
}

HIDDEN long ccache_close(long fd) {
    return kernel_call(__NR_close, fd, 0, 0, 0, 0, 0);
}
