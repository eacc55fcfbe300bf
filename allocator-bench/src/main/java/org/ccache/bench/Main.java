package org.ccache.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.ccache.bench.command.Commands;
import org.ccache.bench.peer.PeerUnavailableException;
import picocli.CommandLine;

/** Entry point of benchmarks.jar. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Commands.line()
                .setExecutionExceptionHandler((e, command, result) -> explain(e))
                .execute(arguments));
    }

    /** What the user can do something about gets a line; anything else is a defect and gets its stack. */
    private static int explain(Exception e) throws Exception {
        if (e instanceof IOException || e instanceof UncheckedIOException || e instanceof PeerUnavailableException) {
            System.err.println("error: " + e);
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }
}
