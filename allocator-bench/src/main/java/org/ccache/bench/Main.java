package org.ccache.bench;

import org.ccache.bench.command.Commands;
import picocli.CommandLine;

/** Entry point of benchmarks.jar. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Commands()).execute(arguments));
    }
}
