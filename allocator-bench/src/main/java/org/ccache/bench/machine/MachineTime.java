package org.ccache.bench.machine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Shares of the machine's processor time since construction that this process did not get: what the hypervisor took and
 * what other processes used. Not what this process used: that is not the environment's doing.
 */
public final class MachineTime {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int USER = 1;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    /** Of a tick of /proc/stat: USER_HZ is 100 on every Linux that Java runs on. */
    private static final double TICK_NANOS = 10_000_000;

    private final long[] start = ticks();
    private final long startCpu = cpuNanos();

    /** Share that the hypervisor took, 0 to 1. */
    public double stolen() {
        long[] now = ticks();
        long all = sum(now) - sum(start);
        return all == 0 ? 0 : (double) (now[STEAL] - start[STEAL]) / all;
    }

    /** Share that other processes and the kernel itself used, 0 to 1. Grain: two ticks of the window. */
    public double others() {
        long[] now = ticks();
        long all = sum(now) - sum(start);
        long unused = now[IDLE] - start[IDLE] + now[IO_WAIT] - start[IO_WAIT] + now[STEAL] - start[STEAL];
        double ours = (cpuNanos() - startCpu) / TICK_NANOS;
        return all == 0 ? 0 : Math.max(0, (all - unused - ours) / all);
    }

    private static long sum(long[] ticks) {
        long sum = 0;
        for (long column : ticks) {
            sum += column;
        }
        return sum;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** The line "cpu", as columns from 1. Columns 9 and 10 are parts of 1 and 2 and left out. */
    private static long[] ticks() {
        long[] ticks = new long[STEAL + 1];
        try {
            List<String> columns = List.of(Files.readAllLines(STAT).getFirst().split(" +", -1));
            for (int i = USER; i < ticks.length; i++) {
                ticks[i] = Long.parseLong(columns.get(i));
            }
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return new long[STEAL + 1];
        }
        return ticks;
    }
}
