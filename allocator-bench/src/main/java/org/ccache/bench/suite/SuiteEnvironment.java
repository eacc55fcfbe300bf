package org.ccache.bench.suite;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Json;

/** The circumstances of a run, as {@code env.json} keeps them: flat, text only. */
public final class SuiteEnvironment {
    /** The plan, as JSON: a folder goes on only with the plan that it was begun with. */
    public static final String PLAN = "plan";

    /** Of the sources, as the script that built them found it. */
    public static final String REVISION = "revision";

    private SuiteEnvironment() {}

    /** Facts of this machine and of this run. */
    public static Map<String, String> of(Record plan, long seed, Flags flags, String revision, String command) {
        Map<String, String> facts = new LinkedHashMap<>(MachineReport.facts());
        facts.put(REVISION, revision);
        facts.put("command", command);
        facts.put("flags", String.join(" ", flags.list()));
        facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("seed", Long.toString(seed));
        facts.put(PLAN, Json.line(plan));
        return facts;
    }

    /** Why a run with these facts cannot go on in a folder with those; empty if it can. */
    public static String difference(Map<String, String> begun, Map<String, String> now) {
        for (String fact : new String[] {PLAN, REVISION, "kernel", "jdk", "rseq mode", "processor"}) {
            if (!begun.getOrDefault(fact, "").equals(now.getOrDefault(fact, ""))) {
                return fact + " was " + begun.get(fact) + " and is " + now.get(fact);
            }
        }
        return "";
    }
}
