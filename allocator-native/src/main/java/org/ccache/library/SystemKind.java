package org.ccache.library;

/**
 * Which way to memory this process takes, by the user's wish and the name of the system: decided by names alone, so
 * that it can be asked before the first native call.
 */
public final class SystemKind {
    /** "java" takes memory from the JDK alone, "posix" by POSIX' own functions; for comparisons and tests. */
    public static final String PROPERTY = "org.ccache.os";

    public static final String JAVA = "java";
    public static final String POSIX = "posix";

    public static final String LINUX = "Linux";
    public static final String MACOS = "Mac OS X";
    public static final String FREEBSD = "FreeBSD";
    public static final String WINDOWS = "Windows";

    private static final String AUTO = "auto";

    private SystemKind() {}

    /** The system's name: one of those above, or the JVM's own for any other. */
    public static String name() {
        String name = System.getProperty("os.name", "");
        return name.startsWith(WINDOWS) ? WINDOWS : name; // Windows 11, Windows Server 2025
    }

    /**
     * Whether the JDK alone is asked for: no function of the system may then be called, and no library loaded.
     *
     * @throws IllegalArgumentException if the property {@value #PROPERTY} says something else than it may, each time
     */
    public static boolean javaAlone() {
        return wish().equals(JAVA);
    }

    /**
     * Whether POSIX' functions are asked for, though this system may have better ones.
     *
     * @throws IllegalArgumentException as {@link #javaAlone}
     */
    public static boolean posixAlone() {
        return wish().equals(POSIX);
    }

    private static String wish() {
        String wish = System.getProperty(PROPERTY, AUTO);
        if (!wish.equals(AUTO) && !wish.equals(JAVA) && !wish.equals(POSIX)) {
            throw new IllegalArgumentException(PROPERTY + "=" + wish + ": use " + AUTO + ", " + JAVA + " or " + POSIX);
        }
        return wish;
    }
}
