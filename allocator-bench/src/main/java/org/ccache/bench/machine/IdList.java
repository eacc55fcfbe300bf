package org.ccache.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Processors and nodes as the kernel lists them: "0-3,8". */
public final class IdList {
    private static final Path NODES = Path.of("/sys/devices/system/node");

    private IdList() {}

    /** NUMA nodes that are there; node 0 alone where the kernel has none or hides them. */
    public static int[] nodes() {
        try {
            return parse(Files.readString(NODES.resolve("online")));
        } catch (IOException e) {
            return new int[] {0};
        }
    }

    /** The node that a processor belongs to; 0 where the kernel does not tell. */
    public static int nodeOf(int processor) throws IOException {
        for (int node : nodes()) {
            Path list = NODES.resolve("node" + node).resolve("cpulist");
            if (Files.isReadable(list) && contains(Files.readString(list), processor)) {
                return node;
            }
        }
        return 0;
    }

    private static boolean contains(String list, int number) {
        // A node that has memory and no processors has an empty list.
        return !list.isBlank() && Arrays.stream(parse(list)).anyMatch(other -> other == number);
    }

    /** Numbers in their order; throws {@link NumberFormatException} if it is no such list. */
    static int[] parse(String list) {
        return Arrays.stream(list.strip().split(",", -1))
                .flatMapToInt(IdList::range)
                .toArray();
    }

    private static IntStream range(String range) {
        int dash = range.indexOf('-');
        return dash < 0
                ? IntStream.of(Integer.parseInt(range))
                : IntStream.rangeClosed(
                        Integer.parseInt(range.substring(0, dash)), Integer.parseInt(range.substring(dash + 1)));
    }
}
