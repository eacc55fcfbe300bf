/**
 * A per-CPU off-heap memory allocator. Its classes call restricted methods; grant native access to it and to its native
 * part: {@code --enable-native-access=org.ccache.allocator,org.ccache.rseq}.
 */
module org.ccache.allocator {
    requires org.ccache.rseq;
    requires static org.agrona; // only for org.ccache.allocator.agrona

    exports org.ccache.allocator;
    exports org.ccache.allocator.agrona;
}
