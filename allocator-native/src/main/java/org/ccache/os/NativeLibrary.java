package org.ccache.os;

/**
 * The native library of this process: loaded once, never unloaded, one mapping even with two class loaders.
 *
 * <p>Never unloaded, because any thread that once ran a sequence may still have its descriptor in its rseq area, and
 * the kernel reads it there at that thread's next preemption.
 *
 * <p>The first class loader publishes the address of the table in a system property; the next one takes it from there.
 */
public final class NativeLibrary {
    /** A library file to load instead of the embedded one. If it cannot be used that is an error, not a fallback. */
    public static final String PATH_PROPERTY = "org.ccache.native.path";

    /** "false" keeps the native library out: the pure Java fallback. */
    public static final String ENABLED_PROPERTY = "org.ccache.native";

    static final String TABLE_PROPERTY = "org.ccache.native.table";

    private static final NativeTable TABLE;
    private static final String REASON;
    private static final boolean OVERRIDE_FAILED;
    private static final boolean DENIED;

    static {
        NativeTable table = null;
        String reason;
        boolean denied = false;
        try {
            // The runtime is one object for all class loaders of the process: the lock that they share.
            synchronized (Runtime.getRuntime()) {
                String published = System.getProperty(TABLE_PROPERTY);
                if (published == null) {
                    NativeLoader loader = new NativeLoader();
                    table = loader.load();
                    reason = loader.report();
                    if (table != null) {
                        System.setProperty(TABLE_PROPERTY, Long.toHexString(table.address()));
                    }
                } else {
                    table = new NativeTable(Long.parseUnsignedLong(published, 16));
                    String mismatch = table.mismatch();
                    reason = "mapped by another class loader" + (mismatch == null ? "" : ": " + mismatch);
                    table = mismatch == null ? table : null;
                }
            }
        } catch (IllegalCallerException e) {
            denied = true;
            reason = "native access is denied to this module: start Java with"
                    + " --enable-native-access=org.ccache.rseq,org.ccache.allocator (modules) or"
                    + " --enable-native-access=ALL-UNNAMED (class path); " + e.getMessage();
        }
        TABLE = table;
        DENIED = denied;
        REASON = reason;
        OVERRIDE_FAILED = table == null
                && System.getProperty(PATH_PROPERTY) != null
                && !"false".equals(System.getProperty(ENABLED_PROPERTY));
    }

    private NativeLibrary() {}

    /**
     * Whether the library is there.
     *
     * @throws UnsatisfiedLinkError if the file named by {@value #PATH_PROPERTY} cannot be used
     */
    public static boolean available() {
        if (OVERRIDE_FAILED) {
            throw new UnsatisfiedLinkError(REASON);
        }
        return TABLE != null;
    }

    /**
     * Refuses to go on where there is no fallback, with the same error each time.
     *
     * @throws IllegalCallerException if Java denies native access: then not even the C library can be called
     * @throws UnsatisfiedLinkError if the file named by {@value #PATH_PROPERTY} cannot be used
     */
    public static void check() {
        if (DENIED) {
            throw new IllegalCallerException(REASON);
        }
        available();
    }

    /** How it was loaded, or every step that failed. */
    public static String reason() {
        return REASON;
    }

    static long function(int number) {
        return TABLE.function(number);
    }
}
