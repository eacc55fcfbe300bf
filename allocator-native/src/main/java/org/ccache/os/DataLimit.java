package org.ccache.os;

import org.ccache.library.Platform;

/**
 * The process' limit of writable private memory ({@code ulimit -d}), where there is one: whoever commits up to it
 * leaves nothing to the JVM, whose own next {@code malloc} then ends the process.
 */
public final class DataLimit {
    private static final String LINE = "Max data size";
    private static final long LEAST_KEPT = 64 << 20;
    private static final int SHARE_KEPT = 8;
    private static final int DATA_PAGES = 5; // field of statm, from 0: data and stacks

    private static volatile long limit; // 0: not read yet
    private static volatile long used; // as of the last look

    private DataLimit() {}

    /** Read once: a process that lowers its own limit later knows what it does. */
    private static long limit() {
        long known = limit;
        if (known == 0 && !Platform.isLinux()) {
            known = Long.MAX_VALUE;
            limit = known;
        }
        if (known == 0) {
            String limits = Platform.text("/proc/self/limits");
            known = Math.max(1, parse(limits));
            limit = limits.isEmpty() ? 0 : known; // not read now, for want of descriptors perhaps: next time
        }
        return known;
    }

    /**
     * Whether so many bytes may be committed. Cheap where there is no limit, or where they were counted when they were
     * reserved.
     */
    public static boolean allows(long bytes) {
        return PagesChoice.found().chargesReserved() || leaves(bytes);
    }

    /** Whether so many bytes more leave the JVM an eighth of the limit, and 64 MiB at least. */
    static boolean leaves(long bytes) {
        long most = limit();
        return most == Long.MAX_VALUE || used() + bytes <= most - kept(most);
    }

    /** What is kept for the JVM, in bytes, and of what, for messages. */
    public static String describe() {
        return "the limit of data is " + limit() + " bytes (ulimit -d), and " + kept(limit()) + " are left to the JVM";
    }

    private static long kept(long most) {
        return Math.max(LEAST_KEPT, most / SHARE_KEPT);
    }

    /**
     * Bytes, from {@code Max data size   3072000000   unlimited   bytes}; 2^63 - 1 where there is no limit or no such
     * file.
     */
    static long parse(String limits) {
        int start = limits.indexOf(LINE);
        int from = start < 0 ? limits.length() : start + LINE.length();
        while (from < limits.length() && limits.charAt(from) == ' ') {
            from++;
        }
        return number(limits, from, Long.MAX_VALUE);
    }

    private static long used() {
        String statm = Platform.text("/proc/self/statm");
        int from = 0;
        for (int field = 0; field < DATA_PAGES; field++) {
            from = statm.indexOf(' ', from) + 1;
        }
        long now = statm.isEmpty() ? used : number(statm, from, 0) * Machine.pageSize();
        used = now;
        return now;
    }

    private static long number(String text, int from, long otherwise) {
        int end = from;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end == from ? otherwise : Long.parseLong(text, from, end, 10);
    }
}
