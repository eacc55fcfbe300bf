package org.ccache.bench.command;

import picocli.CommandLine.Option;

/** How many virtual threads a command starts. */
final class VirtualThreads {
    @Option(
            names = "--threads",
            converter = AtLeast.One.class,
            defaultValue = "10000",
            description = "Virtual threads (${DEFAULT-VALUE}).")
    private int threads;

    int count() {
        return threads;
    }
}
