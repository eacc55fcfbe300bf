package org.ccache.bench.research.percpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ccache.bench.machine.MachineTime;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Latency;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.measure.Rounds;

/** Measures all scenarios in this process: rounds in which each arm has one turn, in random order. */
public final class PerCpuRun {
    private static final int LATENCY_CAPACITY = 1 << 20;
    private static final int LATENCY_ROUNDS = 4;

    private final int rounds;
    private final Random random;
    private final Map<String, Map<String, double[]>> nanos = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> refused = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> latencies = new LinkedHashMap<>();

    private PerCpuRun(int rounds, long seed) {
        this.rounds = rounds;
        this.random = new Random(seed);
    }

    /**
     * Runs all.
     *
     * @param rounds that count, per scenario; a tenth as many and at least 10 warm up before
     * @param quick only what promises speak of, and short latencies
     */
    public static PerCpuSamples measure(int rounds, boolean quick, long seed) throws InterruptedException {
        MachineTime machine = new MachineTime();
        PerCpuRun run = new PerCpuRun(rounds, seed);
        List<Scenario> scenarios = Scenarios.all(quick);
        Progress progress = new Progress("percpu");
        for (int i = 0; i < scenarios.size(); i++) {
            run.measure(scenarios.get(i));
            progress.update((i + 1.0) / (scenarios.size() + 1));
        }
        for (int producers : new int[] {1, 4}) {
            run.latencies(producers, quick ? 20_000_000 : 500_000_000);
        }
        progress.done();
        return new PerCpuSamples(run.nanos, run.refused, run.latencies, machine.stolen());
    }

    private void measure(Scenario scenario) throws InterruptedException {
        List<TimedArm> arms = scenario.arms().get().stream().map(TimedArm::new).toList();
        Rounds<TimedArm> turns = new Rounds<>(arms, Math.max(10, rounds / 10), rounds, random);
        while (turns.next()) {
            turns.took(turns.who().run(scenario));
        }
        Map<String, double[]> times = new LinkedHashMap<>();
        turns.nanos().forEach((arm, took) -> times.put(arm.arm().name(), took));
        nanos.put(scenario.name(), times);
        Map<String, Long> counts = new LinkedHashMap<>();
        arms.forEach(arm -> counts.put(arm.arm().name(), arm.refused()));
        refused.put(scenario.name(), counts);
        arms.forEach(arm -> arm.arm().close().run());
    }

    private void latencies(int producers, long runNanos) throws InterruptedException {
        Message[] messages = RingLatency.messages(producers);
        Map<String, RingLatency> found = new LinkedHashMap<>();
        Map<String, MessageRing> rings = new LinkedHashMap<>();
        Rings.all(Rings.share(LATENCY_CAPACITY), LATENCY_CAPACITY)
                .forEach((name, maker) -> rings.put(name, maker.get()));
        rings.remove(Arm.CONTROL).close();
        for (int round = 0; round < LATENCY_ROUNDS; round++) {
            List<String> order = new ArrayList<>(rings.keySet());
            Collections.shuffle(order, random);
            for (String name : order) {
                // The first round is thrown away: it is for the compiler, and for the rings' pages.
                RingLatency latency =
                        round == 0 ? new RingLatency() : found.computeIfAbsent(name, n -> new RingLatency());
                latency.run(rings.get(name), messages, runNanos);
            }
        }
        rings.values().forEach(MessageRing::close);
        String on = ", " + producers + (producers == 1 ? " producer" : " producers");
        for (String name : rings.keySet()) {
            RingLatency latency = found.get(name);
            put("offer" + on, name, Latency.encode(latency.offers));
            put("offer to read" + on, name, Latency.encode(latency.journeys));
            refused.computeIfAbsent("latency" + on, n -> new LinkedHashMap<>()).put(name, latency.refused());
        }
    }

    private void put(String what, String ring, String histogram) {
        latencies.computeIfAbsent(what, n -> new LinkedHashMap<>()).put(ring, histogram);
    }
}
