package org.ccache.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ccache.os.Machine;
import org.ccache.rseq.Rseq;

/** The circumstances of a measurement: goes on top of every report, since no number means anything without them. */
public final class MachineReport {
    private static final Pattern CHOSEN = Pattern.compile("\\[(.*?)]");

    /**
     * Variables of the environment that native allocators and the C library read, of this process and so of its
     * children.
     */
    public static final String ALLOCATORS = "allocators' variables";

    private static final Pattern ALLOCATORS_VARIABLE = Pattern.compile(
            "(MALLOC|TCMALLOC|MIMALLOC|RPMALLOC|JEMALLOC|JE_MALLOC)_.*|LD_(PRELOAD|LIBRARY_PATH|AUDIT)"
                    + "|GLIBC_TUNABLES",
            Pattern.CASE_INSENSITIVE); // as mimalloc reads its own

    private static final Pattern FOLDER = Pattern.compile("[^:;, =]*/");

    private MachineReport() {}

    /** Facts by name, in the order to print them. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", firstField("/proc/cpuinfo", "model name", System.getProperty("os.arch")));
        facts.put(
                "processors",
                Runtime.getRuntime().availableProcessors() + " usable, " + read("/sys/devices/system/cpu/possible", "?")
                        + " possible");
        facts.put("memory", firstField("/proc/meminfo", "MemTotal", "?"));
        facts.put("kernel", read("/proc/sys/kernel/osrelease", System.getProperty("os.version")));
        facts.put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("page size", Long.toString(Machine.pageSize()));
        facts.put("transparent huge pages", transparentHugePages());
        facts.put("libc", LibcVersion.text());
        facts.put("rseq feature size", Integer.toString(Machine.rseqFeatureSize()));
        facts.put("rseq mode", Rseq.mode().toString());
        facts.put("reason", Rseq.reason());
        facts.put("indexes", Integer.toString(Rseq.indexes()));
        facts.put(ALLOCATORS, allocatorsVariables());
        return facts;
    }

    private static String allocatorsVariables() {
        String set = System.getenv().entrySet().stream()
                .filter(variable ->
                        ALLOCATORS_VARIABLE.matcher(variable.getKey()).matches())
                .map(variable -> variable.getKey() + "="
                        + FOLDER.matcher(variable.getValue()).replaceAll("")) // published: no folder of this machine
                .sorted()
                .collect(Collectors.joining(" "));
        return set.isEmpty() ? "none" : set;
    }

    private static String transparentHugePages() {
        Matcher chosen = CHOSEN.matcher(read("/sys/kernel/mm/transparent_hugepage/enabled", ""));
        return chosen.find() ? chosen.group(1) : "unknown";
    }

    private static String firstField(String file, String name, String otherwise) {
        for (String line : read(file, "").split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return otherwise;
    }

    private static String read(String file, String otherwise) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return otherwise;
        }
    }
}
