package org.ccache.bench.command;

import java.util.concurrent.Callable;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.Json;
import org.ccache.bench.workload.ParkedResult;
import org.ccache.bench.workload.ParkedTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "parked",
        description = "Lets many virtual threads use an allocator and wait, and prints as JSON what stays cached.")
final class ParkedCommand implements Callable<Integer> {
    @Option(
            names = "--front-end",
            defaultValue = "CCACHE",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private FrontEnd frontEnd;

    @Mixin
    private VirtualThreads virtual;

    @Option(
            names = "--cache-bytes",
            converter = AtLeast.LongOne.class,
            defaultValue = "" + ParkedTask.CACHE_BYTES,
            description = "Budget of all ccaches together, in bytes (${DEFAULT-VALUE}).")
    private long cacheBytes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try {
            CcacheAllocator.builder().cacheBytes(cacheBytes);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--cache-bytes: " + e.getMessage(), e);
        }
        ParkedResult result = new ParkedTask(frontEnd, virtual.count(), cacheBytes).measure();
        System.out.println(Json.line(result));
        return result.wrong() == 0 && result.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
