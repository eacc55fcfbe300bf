package org.ccache.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Time that the machine took from us while something was measured: what the hypervisor gave to other guests, and what
 * other processes used. Printed with the results; never used to throw a result away after the fact.
 */
public final class StolenTime {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int STEAL_COLUMN = 8;

    private final long[] start = ticks();

    /** Share of all processor time since construction that the hypervisor took away, 0 to 1. */
    public double share() {
        long[] now = ticks();
        long all = 0;
        for (int i = 1; i < now.length; i++) {
            all += now[i] - start[i];
        }
        return all == 0 ? 0 : (double) (now[STEAL_COLUMN] - start[STEAL_COLUMN]) / all;
    }

    /** The line "cpu", as columns from 1; index 0 is unused. Columns 9 and 10 are parts of 1 and 2 and left out. */
    private static long[] ticks() {
        long[] ticks = new long[STEAL_COLUMN + 1];
        try {
            List<String> columns = List.of(Files.readAllLines(STAT).getFirst().split(" +", -1));
            for (int i = 1; i < ticks.length; i++) {
                ticks[i] = Long.parseLong(columns.get(i));
            }
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return new long[STEAL_COLUMN + 1];
        }
        return ticks;
    }
}
