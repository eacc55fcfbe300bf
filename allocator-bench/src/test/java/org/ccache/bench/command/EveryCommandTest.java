package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Each command answers -h, and what is wrong with its arguments with the usage: no measurement begins, no stack is
 * shown.
 */
class EveryCommandTest {
    /** Any number will do. */
    private static final Set<String> FREE = Set.of("--seed");

    private static final Set<String> ZERO_ALLOWED =
            Set.of("numa --threads", "numa --nodes", "footprint --operations", "suite --warm-up", "map --free");

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private String refusal = "";

    private int run(List<String> arguments) {
        return Commands.line()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments.toArray(String[]::new));
    }

    private static Stream<CommandSpec> specs() {
        return Commands.line().getSubcommands().values().stream().map(CommandLine::getCommandSpec);
    }

    private static Stream<String> commands() {
        return specs().map(CommandSpec::name);
    }

    private static Stream<Arguments> options() {
        return specs().flatMap(command ->
                command.options().stream().map(option -> Arguments.of(command.name(), option.longestName())));
    }

    private static OptionSpec option(String command, String name) {
        return specs().filter(spec -> spec.name().equals(command))
                .findFirst()
                .orElseThrow()
                .findOption(name);
    }

    private void refused(String what, String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(Arrays.asList(arguments));
        assertThat(run(line)).as("%s: %s", line, errors).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString())
                .as("%s", line)
                .contains(what)
                .contains("Usage: benchmarks " + command)
                .doesNotContain("\tat ");
        refusal = errors.toString();
        errors.getBuffer().setLength(0);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void answersHelp(String command) {
        for (String help : List.of("-h", "--help")) {
            assertThat(run(List.of(command, help))).as("%s %s", errors, help).isEqualTo(CommandLine.ExitCode.OK);
            assertThat(output.toString()).contains("Usage: benchmarks " + command);
            output.getBuffer().setLength(0);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void refusesAnUnknownOption(String command) {
        // What is missing is told first.
        refused("", command, "--no-such-option");
        assertThat(refusal).containsPattern("Unknown option: '--no-such-option'|Missing required");
    }

    @ParameterizedTest
    @MethodSource("options")
    void refusesValuesThatMeanNothing(String command, String name) {
        OptionSpec option = option(command, name);
        Class<?> type = option.auxiliaryTypes()[0];
        if (type.isEnum()) {
            refused(name, command, name + "=nonsense");
        } else if (Number.class.isAssignableFrom(type)
                || type.isPrimitive() && option.arity().max() > 0) {
            refused(name, command, name + "=x");
            refused(name, command, name + "=");
            if (!FREE.contains(name)) {
                refused(name, command, name + "=-1");
                refused(name, command, name + "=1e999");
                if (!ZERO_ALLOWED.contains(command + " " + name)) {
                    refused(name, command, name + "=0");
                }
            }
        } else {
            assertThat(type).as("%s %s", command, name).isIn(String.class, Path.class, boolean.class);
        }
    }

    @ParameterizedTest
    @MethodSource("unknownNames")
    void refusesUnknownNames(List<String> line) {
        refused("nonsense", line.getFirst(), line.subList(1, line.size()).toArray(String[]::new));
    }

    private static Stream<List<String>> unknownNames() {
        String trace = "traces/cc1.trace.gz";
        return Stream.of(
                List.of("suite", "nonsense"),
                List.of("suite", "quick", "--peers=nonsense"),
                List.of("suite", "quick", "--cpus=nonsense"),
                List.of("compare", "nonsense", "nonsense"),
                List.of("footprint", "--peers=nonsense"),
                List.of("footprint", "--workloads=nonsense"),
                List.of("replay", "--peer=nonsense", trace),
                List.of("replay", "nonsense"),
                List.of("firstseconds", "nonsense"),
                List.of("firstseconds", "--peers=nonsense"),
                List.of("firstseconds", "--report", "--out=nonsense"),
                List.of("reproduce", "nonsense"),
                List.of("measure", "--task=nonsense"),
                List.of("measure", "--task={\"task\":\"nonsense\"}"));
    }

    @ParameterizedTest
    @MethodSource("beyondWhatTheAllocatorTakes")
    void refusesWhatTheAllocatorRefuses(String command, String option) {
        refused(option.substring(0, option.indexOf('=')), command, option);
    }

    private static Stream<Arguments> beyondWhatTheAllocatorTakes() {
        return Stream.of(Arguments.of("parked", "--cache-bytes=1"), Arguments.of("numa", "--nodes=1000000"));
    }
}
