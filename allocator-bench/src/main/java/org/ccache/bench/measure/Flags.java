package org.ccache.bench.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Flags of child JVMs. All that are compared with each other get the same, whatever this one was started with; a peer
 * may need some of its own beside them. The serial collector's threads do not compete for the processors.
 */
public enum Flags {
    /** What every program needs that calls native code; time is that of a plain start. */
    PLAIN(),

    /** The heap is fixed and touched beforehand, so that it shows in no figure. */
    MEASURED("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"),

    /** As {@link #MEASURED}, and direct memory is no limit to the peers that hand out buffers. */
    SUITE("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=8g"),

    /** As {@link #SUITE}, on a heap with room for tables of all blocks and for Netty's objects. */
    FOOTPRINT("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=8g"),

    /** As {@link #FOOTPRINT}, for the caches of 100,000 threads: more heap than the others have, and not touched. */
    MANY_THREADS("-Xms1g", "-Xmx6g", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=8g"),

    /** For programs that keep much on the heap and whose residence counts: it grows with what is kept. */
    ROOMY("-Xms64m", "-Xmx2g", "-XX:+UseSerialGC");

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
    private final List<String> list;

    Flags(String... own) {
        List<String> all = new ArrayList<>(List.of(own));
        all.add("--enable-native-access=ALL-UNNAMED");
        list = List.copyOf(all);
    }

    /** In the order in which they are given, also for reports. */
    public List<String> list() {
        return list;
    }
}
