package org.ccache.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** On which processors this process may run. */
public final class Affinity {
    private static final Pattern LIST = Pattern.compile("Cpus_allowed_list:\\s*([-,0-9]+)");

    private Affinity() {}

    /** Lowest processor that this process may run on. */
    public static int first() throws IOException {
        return allowed()[0];
    }

    /** Processors that this process may run on, in their order. */
    public static int[] allowed() throws IOException {
        Matcher matcher = LIST.matcher(Files.readString(Path.of("/proc/self/status")));
        if (!matcher.find()) {
            throw new IOException("/proc/self/status has no Cpus_allowed_list");
        }
        return IdList.parse(matcher.group(1));
    }

    /** Why a process of ours cannot run on a list of processors, as taskset takes it: empty if it can. */
    public static String refusal(String list) throws IOException {
        int[] wanted = {};
        try {
            wanted = IdList.parse(list);
        } catch (NumberFormatException e) {
            // no list: none wanted, as by 1-0
        }
        if (wanted.length == 0) {
            return list + " is no list of processors, such as 0 or 0-3,8";
        }
        int[] allowed = allowed();
        int[] missing = Arrays.stream(wanted)
                .filter(processor -> Arrays.binarySearch(allowed, processor) < 0)
                .toArray();
        return missing.length == 0
                ? ""
                : "of the processors " + list + " these cannot be used here: " + Arrays.toString(missing)
                        + "; there are " + Arrays.toString(allowed);
    }
}
