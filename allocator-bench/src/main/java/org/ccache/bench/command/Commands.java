package org.ccache.bench.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: a name for each thing that can be measured. */
@Command(
        name = "benchmarks",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT, // -h of every command
        version = "0.1.0-SNAPSHOT",
        description = "Measures the ccache allocator beside others.",
        subcommands = {
            InfoCommand.class,
            SuiteCommand.class,
            CompareCommand.class,
            MeasureCommand.class,
            RatiosCommand.class,
            ColdStartCommand.class,
            FirstSecondsCommand.class,
            ParkedCommand.class,
            ReplayCommand.class,
            FootprintCommand.class,
            NumaCommand.class,
            ModelCommand.class,
            MapCommand.class,
            DemoCommand.class,
            ReportCommand.class,
            ReadmeCommand.class,
            PicturesCommand.class,
            PromisesCommand.class,
            ExplainRseqCommand.class,
            ReproduceCommand.class
        })
public final class Commands {
    private Commands() {}

    /** To execute: wrong arguments are answered with what is wrong, the usage in short, and exit code 2. */
    public static CommandLine line() {
        return new CommandLine(new Commands()).setParameterExceptionHandler(Commands::refuse);
    }

    private static int refuse(CommandLine.ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().print(command.getHelp().fullSynopsis());
        command.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }
}
