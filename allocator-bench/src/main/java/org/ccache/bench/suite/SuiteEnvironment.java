package org.ccache.bench.suite;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.measure.Build;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Json;
import org.ccache.bench.peer.Peers;

/** The circumstances of a run, as {@code env.json} keeps them: flat, text only. */
public final class SuiteEnvironment {
    /** The plan, as JSON: a folder goes on only with the plan that it was begun with. */
    public static final String PLAN = "plan";

    /** Of the sources, as the script that built them found it. */
    public static final String REVISION = "revision";

    /** What stands behind the peers that are libraries: another build of one has the same name. */
    private static final String LIBRARIES = "libraries";

    /** A digest of what ran. Two states of changed sources have one revision. */
    private static final String BUILD = "build";

    /** What of the machine has a part in figures. Folders of older builds lack some: those are not known then. */
    static final List<String> MACHINE = List.of(
            "processor",
            "processors",
            "kernel",
            "jdk",
            "libc",
            "rseq mode",
            "transparent huge pages",
            MachineReport.ALLOCATORS);

    private SuiteEnvironment() {}

    /** Facts of this machine and of this run. */
    public static Map<String, String> of(Plan plan, Flags flags, String revision, String command) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>(MachineReport.facts());
        facts.put(REVISION, revision);
        facts.put(BUILD, Build.digest());
        facts.put("command", command);
        facts.put("flags", String.join(" ", flags.list()));
        facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("seed", Long.toString(plan.seed()));
        for (String peer : plan.peers()) {
            Peers.libraryVersion(peer)
                    .ifPresent(version -> facts.merge(LIBRARIES, version, (all, one) -> all + "; " + one));
        }
        facts.put(PLAN, Json.line(plan.published()));
        return facts;
    }

    /** Why a run with these facts cannot go on in a folder with those; empty if it can. */
    public static String difference(Map<String, String> begun, Map<String, String> now) {
        for (String fact : List.of(PLAN, REVISION)) {
            if (!begun.getOrDefault(fact, "").equals(now.getOrDefault(fact, ""))) {
                return fact + " was " + begun.get(fact) + " and is " + now.get(fact);
            }
        }
        return Stream.concat(Stream.of(BUILD, LIBRARIES), MACHINE.stream())
                .filter(fact -> differ(fact, begun, now))
                .findFirst()
                .map(fact -> fact + " was " + begun.get(fact) + " and is " + now.get(fact))
                .orElse("");
    }

    /** Whether both know a fact, and it is not the same. */
    static boolean differ(String fact, Map<String, String> one, Map<String, String> other) {
        return one.containsKey(fact)
                && other.containsKey(fact)
                && !one.get(fact).equals(other.get(fact));
    }
}
