package org.ccache.bench.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.bench.machine.MachineReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

@Command(name = "info", description = "Prints the machine, the mode and its reason.")
final class InfoCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        MachineReport.facts().forEach((name, value) -> System.out.printf(Locale.ROOT, "%-24s %s%n", name, value));
        return ExitCode.OK;
    }
}
