package org.ccache.os;

import java.io.IOException;
import org.ccache.library.FirstUse;
import org.ccache.library.SystemKind;

/**
 * Any system: memory from the JDK alone, no native function called.
 *
 * <p>Where ranges come from a {@link JavaSource} says. All of one may be touched at any time, so committing and
 * protecting do nothing, and guards guard nothing.
 */
final class JavaPages implements SystemPages {
    private static final int LARGEST_PAGE = 64 << 10; // of all systems that run a JVM
    private static final long MOST_MAPPED = 64L << 30;
    private static final long MOST_PLAIN = 64 << 20;

    private final String why;
    private final String[] folders;
    private final JavaRanges ranges = new JavaRanges();

    private volatile JavaSource source; // null before it is found
    private volatile String refusal = "";

    /**
     * @param why the JDK alone, for a person
     * @param folders to try, in this order; null ones are passed over
     */
    JavaPages(String why, String... folders) {
        this.why = why;
        this.folders = folders;
    }

    /** Of this process' usual folders. */
    static JavaPages usual(String why) {
        return new JavaPages(
                why,
                System.getProperty("java.io.tmpdir"),
                "/var/tmp",
                System.getenv("XDG_CACHE_HOME"),
                System.getProperty("user.home"),
                System.getProperty("user.dir"));
    }

    private final class FindingStep extends FirstUse {
        @Override
        protected boolean taken() {
            return source != null;
        }

        @Override
        protected void take() {
            source = JavaSource.find(folders);
        }
    }

    private JavaSource source() {
        if (source == null) {
            new FindingStep().ensure();
        }
        return source;
    }

    @Override
    public void link() {
        source();
    }

    /** Not known: a multiple of what it can be will do. */
    @Override
    public int pageSize() {
        return LARGEST_PAGE;
    }

    @Override
    public long memory() {
        return Long.MAX_VALUE;
    }

    /** Linux refuses a mapping above the memory there is, and the JDK asks again after a collection and a pause. */
    @Override
    public long largestRange() {
        return source().isPlain() ? MOST_PLAIN : Math.min(MOST_MAPPED, MemoryLimit.ofMachine());
    }

    /** Where a limit of data counts at all, it counts writable private mappings, touched or not. */
    @Override
    public boolean chargesReserved() {
        return true;
    }

    @Override
    public long reserve(long bytes) {
        JavaSource from = source();
        if (bytes <= 0) {
            return -EINVAL;
        }
        if (bytes > Long.MAX_VALUE - LARGEST_PAGE) {
            return -ENOMEM;
        }
        if (!DataLimit.leaves(bytes)) {
            refusal = DataLimit.describe();
            return -ENOMEM;
        }
        FirstUse.checkRoom(); // an error in the midst of it would lose what the JDK has just mapped
        long whole = bytes + Machine.pageSize() - 1 & -Machine.pageSize();
        ranges.expect();
        boolean had = false;
        JavaRange range = null;
        try {
            range = new JavaRange();
            from.fill(range, whole);
            ranges.add(range);
            had = true;
            return range.address();
        } catch (IOException e) {
            refusal = e.getCause() == null ? e.toString() : e + ", " + e.getCause();
            return -ENOMEM;
        } catch (OutOfMemoryError e) {
            if (!from.isPlain()) {
                throw e;
            }
            refusal = e.toString();
            return -ENOMEM;
        } finally {
            if (!had) {
                ranges.expectNone();
                if (range != null) {
                    range.close();
                }
            }
        }
    }

    @Override
    public long reserveZeroed(long bytes) {
        return reserve(bytes);
    }

    @Override
    public long commit(long address, long bytes) {
        return 0;
    }

    @Override
    public long protectReadable(long address, long bytes) {
        return 0;
    }

    @Override
    public long purge(long address, long bytes) {
        if (!source().unloads()) {
            return -ENOSYS;
        }
        JavaRange range = ranges.with(address, bytes);
        return range != null && range.unload(address, bytes) ? 0 : -EINVAL;
    }

    @Override
    public long purgeReadable(long address, long bytes) {
        return purge(address, bytes);
    }

    /** What is resident anyway is made zero by hand; what is mapped would become resident by that. */
    @Override
    public long replaceReadable(long address, long bytes) {
        JavaRange range = source().isPlain() ? ranges.with(address, bytes) : null;
        if (range == null) {
            return -ENOSYS;
        }
        range.zero(address, bytes);
        return 0;
    }

    @Override
    public long release(long address, long bytes) {
        JavaRange range = ranges.take(address);
        if (range == null) {
            return -EINVAL;
        }
        boolean closed = false;
        try {
            range.close();
            closed = true;
            return 0;
        } finally {
            if (closed) {
                ranges.expectNone();
            } else {
                ranges.add(range); // it is there, and whoever asked asks again
            }
        }
    }

    /** Nothing sets a part apart from the rest. */
    @Override
    public long[] mapping(long address, long bytes) {
        JavaRange range = ranges.with(address, bytes);
        return range == null ? new long[] {address, bytes} : new long[] {range.address(), range.bytes()};
    }

    @Override
    public String describe(long result) {
        return result == -ENOMEM && !refusal.isEmpty() ? "the JDK refused: " + refusal : "errno " + -result;
    }

    @Override
    public String note() {
        return "os " + SystemKind.JAVA + " (" + why + "): memory from the JDK alone, by " + source().note();
    }

    /** Ranges that are there now. */
    int count() {
        return ranges.count();
    }
}
