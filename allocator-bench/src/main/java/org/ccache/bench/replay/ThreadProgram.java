package org.ccache.bench.replay;

/**
 * The steps of one thread, in segments: the part of an epoch that falls to this thread. Epochs without a step of this
 * thread have no segment here.
 *
 * @param thread number of the thread
 * @param code the steps, see {@link ReplayCode}
 * @param blocks the block each step acquires or releases; read only to report a failure
 * @param segmentEpochs epoch of each segment, ascending
 * @param segmentEnds index behind the last step of each segment
 * @param slots size of the thread's own slot table
 */
@SuppressWarnings("ArrayRecordComponent") // internal; never compared
record ThreadProgram(int thread, long[] code, int[] blocks, int[] segmentEpochs, int[] segmentEnds, int slots) {

    int segments() {
        return segmentEpochs.length;
    }

    /** The epoch a thread stands before once it has done all segments below {@code segment}. */
    int epochBefore(int segment) {
        return segment == segments() ? Integer.MAX_VALUE : segmentEpochs[segment];
    }
}
