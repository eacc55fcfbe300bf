/**
 * Restartable sequences for Java: the mode this process runs in, the sequences, and the operating system behind them.
 * Grant native access to this module: {@code --enable-native-access=org.ccache.rseq}.
 */
@SuppressWarnings("module") // the allocator, which alone sees some of the packages, is built after this module
module org.ccache.rseq {
    exports org.ccache.rseq;
    exports org.ccache.rseq.ring;
    exports org.ccache.layout to
            org.ccache.allocator;
    exports org.ccache.library to
            org.ccache.allocator;
    exports org.ccache.os to
            org.ccache.allocator;
    exports org.ccache.sequence to
            org.ccache.allocator;
    exports org.ccache.sync to
            org.ccache.allocator;
}
