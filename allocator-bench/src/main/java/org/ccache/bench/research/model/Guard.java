package org.ccache.bench.research.model;

/**
 * What keeps the protocol of owners and drainers right. Each can be left out, and then the explorer finds what goes
 * wrong.
 */
public enum Guard {
    ARMED_LAST("the descriptor is armed by the last instruction before the sequence"),
    RESTART_ARMS("an abort goes back to before the arming, not to the start of the sequence"),
    INDEX_INSIDE("the index is read inside the sequence"),
    STATE_CHECKED("the sequence looks whether its region is open"),
    STATE_ACQUIRED("the state is read before the count, with acquire"),
    SLOT_BEFORE_COMMIT("push writes the slot before the count"),
    NARROW_COMMIT("the commit writes the count alone, not the state beside it"),
    STOP_BEFORE_FENCE("the region is stopped before the fence"),
    FENCE("there is a fence between the stop and the move"),
    FENCE_ABORTS("the fence aborts sequences: it does not only order memory"),
    FENCE_ON_ALL("the fence reaches all processors, not the one on which the index was seen"),
    ONE_DRAINER("drainers exclude each other"),
    CAPACITY_WHILE_STOPPED("the capacity is lowered only while the region is stopped and fenced");

    private final String rule;

    Guard(String rule) {
        this.rule = rule;
    }

    /** The rule in words. */
    public String rule() {
        return rule;
    }
}
