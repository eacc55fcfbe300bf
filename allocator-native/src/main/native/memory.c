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

/* MPOL_PREFERRED, one node: the kernel takes pages from there first. */
#define MPOL_PREFERRED 1
#define MOST_NODES 1024

HIDDEN long ccache_bind(long address, long length, long node) {
    unsigned long mask[MOST_NODES / (8 * sizeof(unsigned long))];
    unsigned long i;
    if (node < 0 || node >= MOST_NODES) {
        return -22; /* EINVAL */
    }
    for (i = 0; i < sizeof mask / sizeof mask[0]; i++) {
        /* volatile: no call of memset, which this library does not have */
        *(volatile unsigned long *)&mask[i] =
            i == (unsigned long)node / (8 * sizeof mask[0]) ? 1ul << node % (8 * sizeof mask[0]) : 0;
    }
    /* The kernel wants one bit more than it has. */
    return kernel_call(__NR_mbind, address, length, MPOL_PREFERRED, (long)mask, MOST_NODES + 1, 0);
}

/* The node of the CPU that this thread is on, where the rseq area does not have it. */
HIDDEN long ccache_node(void) {
    unsigned cpu = 0;
    unsigned node = 0;
    long result = kernel_call(__NR_getcpu, (long)&cpu, (long)&node, 0, 0, 0, 0);
    return result < 0 ? result : (long)node;
}
