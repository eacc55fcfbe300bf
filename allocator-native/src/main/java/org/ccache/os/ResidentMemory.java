package org.ccache.os;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Memory that the system holds for an address range, in bytes: the sum over the kernel's mappings that start inside it.
 *
 * <p>From {@code /proc/self/smaps}, which takes the kernel milliseconds to write. A range whose neighbours may not be
 * touched ({@link VirtualMemory#reserveGuarded}) has its mappings for itself, so the sum is exact.
 *
 * @param resident pages in memory
 * @param hugePages of them in transparent huge pages
 * @param lazilyFree of them given back by MADV_FREE and not taken yet
 * @param swapped pages that are not in memory but swapped out
 */
public record ResidentMemory(long resident, long hugePages, long lazilyFree, long swapped) {
    private static final String SMAPS = "/proc/self/smaps";

    /**
     * Looks a range up; an empty array is no range.
     *
     * @param range its address and its bytes, or nothing
     * @throws UnsupportedOperationException if the system has no such file
     */
    public static ResidentMemory of(long... range) {
        if (range.length == 0) {
            return new ResidentMemory(0, 0, 0, 0);
        }
        // A stream, no channel: that would be cut short by an interrupt.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new FileInputStream(SMAPS), StandardCharsets.US_ASCII))) {
            long[] mapping = PagesChoice.found().mapping(range[0], range[1]);
            return parse(lines, mapping[0], mapping[1]);
        } catch (IOException e) {
            throw new UnsupportedOperationException("cannot read " + SMAPS, e);
        }
    }

    static ResidentMemory parse(BufferedReader lines, long address, long bytes) throws IOException {
        long[] sums = new long[4];
        boolean ours = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int dash = line.indexOf('-');
            int colon = line.indexOf(':');
            int space = line.indexOf(' ');
            if (dash > 0 && dash < space) { // 7f0c1a000000-7f0c1a200000 rw-p 00000000 00:00 0
                long start = Long.parseUnsignedLong(line, 0, dash, 16);
                ours = Long.compareUnsigned(start - address, bytes) < 0;
            } else if (ours && colon > 0) { // Rss:                 132 kB
                int field = switch (line.substring(0, colon)) {
                    case "Rss" -> 0;
                    case "AnonHugePages" -> 1;
                    case "LazyFree" -> 2;
                    case "Swap" -> 3;
                    default -> -1;
                };
                if (field >= 0) {
                    sums[field] += kilobytes(line.substring(colon + 1)) << 10;
                }
            }
        }
        return new ResidentMemory(sums[0], sums[1], sums[2], sums[3]);
    }

    private static long kilobytes(String value) {
        String number = value.strip();
        return Long.parseLong(number, 0, number.indexOf(' '), 10);
    }
}
