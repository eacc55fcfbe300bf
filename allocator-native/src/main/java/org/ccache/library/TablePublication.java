package org.ccache.library;

import java.io.FileInputStream;
import java.io.IOException;
import org.ccache.layout.TableLayout;

/**
 * How a second class loader of the process finds the table that the first one mapped: by a system property, whose name
 * says of which build the table is, so that two builds in one process do not meet.
 *
 * <p>Properties are also written by users, and handed on to child processes that were started with their parent's. So
 * the address in it is believed only if all of this holds, and else it is as if the property were not there:
 *
 * <ul>
 *   <li>the process id and the time of its start are this process';
 *   <li>the table's whole range, and its mark's word, are mapped from a file now: so they may be read;
 *   <li>stamps and size are those of the build, which is the caller's to check;
 *   <li>the mark, eight random bytes, stands in the library too.
 * </ul>
 */
final class TablePublication {
    private static final String PREFIX = "org.ccache.native.table.";
    private static final String RANDOM = "/dev/urandom";
    private static final int FIELDS = 4;

    /** Of the fields behind the name, which are numbered from 3 in proc(5): field 22. */
    private static final int START = 19;

    private TablePublication() {}

    static String property() {
        return PREFIX + Long.toHexString(TableLayout.STAMP) + "." + Long.toHexString(TableLayout.PERCPU_STAMP);
    }

    /** The published table; null if none is, or not in this process, or it cannot be told. */
    static NativeTable find() {
        String value = System.getProperty(property());
        String process = value == null ? null : process();
        if (process == null) {
            return null;
        }
        String[] fields = value.split(" ", -1); // process and start, address, mark
        if (fields.length != FIELDS || !process.equals(fields[0] + " " + fields[1])) {
            return null;
        }
        try {
            long address = Long.parseUnsignedLong(fields[2], 16);
            long mark = Long.parseUnsignedLong(fields[3], 16);
            if (mark == 0 || address % Long.BYTES != 0 || !mapped(address, TableLayout.BYTES)) {
                return null;
            }
            NativeTable table = new NativeTable(address);
            if (table.mismatch() != null || !mapped(table.markAddress(), Long.BYTES) || table.mark() != mark) {
                return null;
            }
            return table;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * Publishes a table; where this process cannot be told from others nothing is published, and each loader has its
     * own.
     */
    static void publish(NativeTable table) {
        String process = process();
        long mark = random();
        if (process == null || mark == 0) {
            return;
        }
        table.mark(mark);
        System.setProperty(
                property(), process + " " + Long.toHexString(table.address()) + " " + Long.toHexString(mark));
    }

    /** Process id and time of its start, in clock ticks since the machine's; null where the system does not tell. */
    static String process() {
        String stat = Platform.text("/proc/self/stat"); // 4711 (any name) S 1 ...
        int space = stat.indexOf(' ');
        int name = stat.lastIndexOf(") ");
        if (space < 0 || name < space) {
            return null;
        }
        String[] fields = stat.substring(name + 2).split(" ", START + 2);
        return fields.length <= START ? null : stat.substring(0, space) + " " + fields[START];
    }

    private static long random() {
        byte[] bytes = new byte[Long.BYTES];
        try (FileInputStream in = new FileInputStream(RANDOM)) {
            if (in.read(bytes) < bytes.length) {
                return 0;
            }
        } catch (IOException e) {
            return 0;
        }
        long value = 0;
        for (byte b : bytes) {
            value = value << Byte.SIZE | b & 0xff;
        }
        return value;
    }

    /** Whether a range may be read and lies in one mapping of a file. */
    private static boolean mapped(long address, long bytes) {
        // 7f0c1a000000-7f0c1a004000 r--p 00003000 00:01 1047   /memfd:ccache (deleted)
        for (String line : Platform.text("/proc/self/maps").split("\n", -1)) {
            int dash = line.indexOf('-');
            int space = line.indexOf(' ');
            if (dash < 0 || space < dash) {
                continue;
            }
            long start = Long.parseUnsignedLong(line, 0, dash, 16);
            long offset = address - start;
            long length = Long.parseUnsignedLong(line, dash + 1, space, 16) - start;
            if (Long.compareUnsigned(offset, length) < 0) {
                return bytes <= length - offset && line.charAt(space + 1) == 'r' && line.indexOf('/') > space;
            }
        }
        return false;
    }
}
