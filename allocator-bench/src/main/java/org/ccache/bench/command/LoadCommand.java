package org.ccache.bench.command;

import org.ccache.bench.measure.Json;
import org.ccache.bench.suite.LoadRun;
import org.ccache.bench.suite.LoadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "load", hidden = true, description = "Runs one workload on one peer in this process, for suite.")
final class LoadCommand implements Runnable {
    @Option(names = "--settings", required = true, description = "As JSON.")
    private String settings;

    @Override
    public void run() {
        try {
            System.out.println(Json.line(LoadRun.measure(Json.parse(settings, LoadSettings.class))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
