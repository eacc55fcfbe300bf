package org.ccache.bench.trace;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Converts and describes traces. {@code scripts/record-trace} runs it from source, so it and what it uses depend on
 * nothing but the JDK.
 *
 * <pre>
 *   convert RAW TRACE PROGRAM [LIMIT]   raw trace to trace file, at most LIMIT events
 *   info TRACE...                       figures of trace files
 * </pre>
 */
public final class TraceTool {
    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    private TraceTool() {}

    /** Runs a command; the exit status is 0, 1 if a file is bad, 2 if the command is. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        String command = arguments.length == 0 ? "" : arguments[0];
        try {
            if (command.equals("convert") && (arguments.length == 4 || arguments.length == 5)) {
                int limit = arguments.length == 5 ? Integer.parseInt(arguments[4]) : Integer.MAX_VALUE;
                convert(Path.of(arguments[1]), Path.of(arguments[2]), arguments[3], limit, out);
            } else if (command.equals("info") && arguments.length > 1) {
                for (int i = 1; i < arguments.length; i++) {
                    info(Path.of(arguments[i]), out);
                }
            } else {
                err.println("usage: convert RAW TRACE PROGRAM [LIMIT] | info TRACE...");
                return USAGE;
            }
            return SUCCESS;
        } catch (NumberFormatException e) {
            err.println("LIMIT: " + e.getMessage());
            return USAGE;
        } catch (NoSuchFileException e) {
            err.println(e.getFile() + ": no such file");
            return FAILURE;
        } catch (IOException e) {
            err.println(e.getMessage());
            return FAILURE;
        }
    }

    private static void convert(Path rawFile, Path file, String program, int limit, PrintStream out)
            throws IOException {
        RawTrace raw = RawTrace.read(rawFile);
        TraceConverter converter = new TraceConverter(raw, program);
        Trace trace = converter.convert(limit);
        TraceWriter.write(trace, file);
        info(file, out);
        out.printf(
                Locale.ROOT,
                "recorder              %d records, %d lost, %d releases of unknown blocks, %d releases missed%n",
                raw.count(),
                raw.lost(),
                converter.unknownReleases(),
                converter.missedReleases());
    }

    private static void info(Path file, PrintStream out) throws IOException {
        out.printf(
                Locale.ROOT,
                "file                  %s, %d bytes%n%s",
                file,
                Files.size(file),
                TraceSummary.of(TraceReader.read(file)));
    }
}
