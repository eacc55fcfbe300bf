package org.ccache.bench.workload;

/**
 * What {@link ParkedThreads} saw.
 *
 * @param nanos until the last thread had parked
 * @param operations allocations and frees
 * @param wrong blocks whose contents had changed, and threads that failed
 * @param clean whether the audit after the threads' end found every block
 * @param indexes number of ccaches at most
 * @param cacheBytes budget of all ccaches together
 * @param cachedBytes in all caches while every thread was parked
 * @param mappedBytes at the same time
 * @param residentBytes growth of the process at the same time, stacks of the threads included
 * @param cachedAfterExit in all caches when the threads had ended
 * @param burstMedianNanos half of the threads had finished their burst in this time
 * @param burst99Nanos 99 % of them
 */
public record ParkedResult(
        String frontEnd,
        int threads,
        long nanos,
        long operations,
        long wrong,
        boolean clean,
        int indexes,
        long cacheBytes,
        long cachedBytes,
        long mappedBytes,
        long residentBytes,
        long cachedAfterExit,
        long burstMedianNanos,
        long burst99Nanos) {

    /** What ccaches can hold at most, however many threads there are. */
    public long boundBytes() {
        return cacheBytes;
    }
}
