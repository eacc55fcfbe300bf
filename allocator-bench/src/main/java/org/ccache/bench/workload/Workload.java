package org.ccache.bench.workload;

import java.util.List;
import org.ccache.bench.peer.Peer;

/**
 * A way of using an allocator. It runs in a process of its own, on one peer, for a given time: what is reported is the
 * time of an operation, so a slow peer does less and takes no longer.
 *
 * <p>A class of this package or below it that itself implements this and has a constructor without arguments is in the
 * suite: there is no list to be entered into.
 */
public interface Workload {

    /**
     * The workloads that this class is: itself alone, unless it comes in several forms, each with a name of its own.
     */
    default List<Workload> forms() {
        return List.of(this);
    }

    /** Place in lists and reports. Those that say nothing come last, by the names of their classes. */
    default int place() {
        return Integer.MAX_VALUE;
    }

    /** Lower-case name, as the command line takes it. */
    String name();

    /** What it does and where that comes from, in a sentence for the report. */
    String what();

    /** What one counted operation is, as in "allocation and free". */
    String operation();

    /** Which time is compared. */
    default ComparedTime judged() {
        return ComparedTime.WALL;
    }

    /** What it stands for in a report. */
    default WorkloadGroup group() {
        return WorkloadGroup.FIELD;
    }

    /** What it asks of a peer. */
    Needs needs();

    /**
     * The lines of work, made ready: tables and random numbers are there, and blocks that the workload wants before it
     * starts are allocated.
     *
     * @param processors that the process may use
     * @param seed of everything random
     */
    List<Lane> lanes(Peer peer, int processors, long seed);
}
