package org.ccache.bench.command;

import picocli.CommandLine.Command;

/** The command line: a name for each thing that can be measured. */
@Command(
        name = "benchmarks",
        mixinStandardHelpOptions = true,
        version = "0.1.0-SNAPSHOT",
        description = "Measures the ccache allocator beside others.",
        subcommands = {
            InfoCommand.class,
            SuiteCommand.class,
            CompareCommand.class,
            LoadCommand.class,
            RatiosCommand.class,
            ColdStartCommand.class,
            ParkedCommand.class,
            ReplayCommand.class,
            FootprintCommand.class,
            DrainStressCommand.class,
            NumaCommand.class,
            ModelCommand.class,
            MapCommand.class,
            PurgeCommand.class,
            DemoCommand.class,
            ReportCommand.class,
            ReadmeCommand.class,
            ExplainRseqCommand.class,
            ReproduceCommand.class,
            ArmCommand.class
        })
public final class Commands {}
