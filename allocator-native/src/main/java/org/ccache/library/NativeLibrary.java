package org.ccache.library;

/**
 * The native library of this process: loaded once, never unloaded, one mapping even with two class loaders.
 *
 * <p>Never unloaded, because any thread that once ran a sequence may still have its descriptor in its rseq area, and
 * the kernel reads it there at that thread's next preemption.
 *
 * <p>The first class loader publishes the table ({@link TablePublication}); the next one of the same build takes it
 * from there. What was found is final; only an attempt that ended in an error is made again.
 */
public final class NativeLibrary {
    /** A library file to load instead of the embedded one. If it cannot be used that is an error, not a fallback. */
    public static final String PATH_PROPERTY = "org.ccache.native.path";

    /** "false" keeps the native library out: the pure Java fallback. */
    public static final String ENABLED_PROPERTY = "org.ccache.native";

    private static volatile NativeLibrary loaded;

    private final NativeTable table; // null without a library
    private final String reason;
    private final boolean overrideFailed;
    private final IllegalCallerException denied;
    private final boolean provesStacks;

    private NativeLibrary(NativeTable table, String reason, IllegalCallerException denied, boolean provesStacks) {
        this.table = table;
        this.reason = reason;
        this.denied = denied;
        this.provesStacks = provesStacks;
        this.overrideFailed = table == null
                && System.getProperty(PATH_PROPERTY) != null
                && !"false".equals(System.getProperty(ENABLED_PROPERTY))
                && !SystemKind.javaAlone();
    }

    private static final class LoadingStep extends FirstUse {
        @Override
        protected boolean taken() {
            return loaded != null;
        }

        @Override
        protected void take() {
            loaded = load();
        }
    }

    /** Whether an attempt to load it has come to its end: then nothing here waits any more. */
    public static boolean isLoaded() {
        return loaded != null;
    }

    private static NativeLibrary load() {
        if (SystemKind.javaAlone()) { // not even one that another class loader has mapped
            return new NativeLibrary(null, "switched off: " + SystemKind.PROPERTY + "=" + SystemKind.JAVA, null, false);
        }
        try {
            // The runtime is one object for all class loaders of the process: the lock that they share.
            synchronized (Runtime.getRuntime()) {
                NativeTable table = TablePublication.find();
                if (table != null) {
                    return found(table, "mapped by another class loader");
                }
                NativeLoader loader = new NativeLoader();
                table = loader.load();
                if (table == null) {
                    return new NativeLibrary(null, loader.report(), null, false);
                }
                TablePublication.publish(table);
                return found(table, loader.report());
            }
        } catch (IllegalCallerException e) {
            return new NativeLibrary(null, message(e), e, false);
        }
    }

    private static NativeLibrary found(NativeTable table, String reason) {
        boolean provesStacks = ProvenStack.start(table);
        String without = provesStacks ? "" : "; the C library has no key for stacks: slow paths probe them each time";
        return new NativeLibrary(table, reason + without, null, provesStacks);
    }

    private static NativeLibrary loaded() {
        NativeLibrary library = loaded;
        if (library == null) {
            new LoadingStep().ensure();
            library = loaded;
        }
        return library;
    }

    /**
     * What to throw where Java denies native access, to this module or to the allocator's: names the options for both.
     *
     * @param refusal of Java, from the method that was denied
     */
    public static IllegalCallerException denied(IllegalCallerException refusal) {
        return new IllegalCallerException(message(refusal), refusal);
    }

    private static String message(IllegalCallerException refusal) {
        return "native access is denied: start Java with"
                + " --enable-native-access=org.ccache.rseq,org.ccache.allocator (modules) or"
                + " --enable-native-access=ALL-UNNAMED (class path); " + refusal.getMessage();
    }

    /**
     * Whether the library is there.
     *
     * @throws UnsatisfiedLinkError if the file named by {@value #PATH_PROPERTY} cannot be used
     */
    public static boolean available() {
        NativeLibrary library = loaded();
        if (library.overrideFailed) {
            throw new UnsatisfiedLinkError(library.reason);
        }
        return library.table != null;
    }

    /**
     * Refuses to go on where there is no fallback, with the same error each time.
     *
     * @throws IllegalCallerException if Java denies native access: then not even the C library can be called
     * @throws UnsatisfiedLinkError if the file named by {@value #PATH_PROPERTY} cannot be used
     */
    public static void check() {
        IllegalCallerException denied = loaded().denied;
        if (denied != null) {
            throw denied(denied);
        }
        available();
    }

    /** How it was loaded, or every step that failed. */
    public static String reason() {
        return loaded().reason;
    }

    /** Address of the library's symbol {@code ccache_table} in this process; 0 if the library is not there. */
    public static long table() {
        NativeTable table = loaded().table;
        return table == null ? 0 : table.address();
    }

    /** Whether the library keeps the record of {@link ProvenStack}. */
    static boolean provesStacks() {
        return loaded().provesStacks;
    }

    static long function(int number) {
        return loaded().table.function(number);
    }
}
