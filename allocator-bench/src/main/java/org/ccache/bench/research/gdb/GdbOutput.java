package org.ccache.bench.research.gdb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What gdb and the program printed.
 *
 * @param transcript without process numbers, so that two runs can be compared
 */
public record GdbOutput(String transcript) {
    private static final Pattern HITS = Pattern.compile("breakpoint already hit (\\d+) time");
    private static final Pattern PROGRAM = Pattern.compile("1 calls, counted (\\d+), (\\d+) aborts, (\\d+) given up");
    private static final Pattern AT_COMMIT = Pattern.compile("at the commit: counted (\\d+)");
    private static final Pattern PROCESS = Pattern.compile(" \\(process \\d+\\)");
    private static final Pattern GREETING =
            Pattern.compile("(?m)^(\\[Thread debugging using|Using host libthread_db|warning: Error disabling).*\\R");

    static GdbOutput of(String printed) {
        return new GdbOutput(
                GREETING.matcher(PROCESS.matcher(printed).replaceAll("")).replaceAll(""));
    }

    /** Times that the last listed breakpoint was met; -1 if it is not said. */
    public int hits() {
        return number(HITS, 1);
    }

    /** What the program's one call counted: 1, or 0 if it gave up; -1 if it did not end. */
    public int counted() {
        return number(PROGRAM, 1);
    }

    /** Aborts of that call; -1 if it did not end. */
    public int aborts() {
        return number(PROGRAM, 2);
    }

    /** The counter at the commit's breakpoint; -1 if it was not met. */
    public int atCommit() {
        return number(AT_COMMIT, 1);
    }

    /** Times that a stop inside found the sequence armed, or not. */
    public long stops(boolean armed) {
        return transcript
                .lines()
                .filter(line -> line.startsWith("stopped inside, rseq_cs is "))
                .filter(line -> line.endsWith(" is 0") != armed)
                .count();
    }

    /** Steps that ended in a place: at the instruction listed for it. */
    public long steps(String place) {
        return transcript
                .lines()
                .filter(line -> line.startsWith("=> "))
                .filter(line -> line.contains("<" + place))
                .count();
    }

    private int number(Pattern pattern, int group) {
        Matcher matcher = pattern.matcher(transcript);
        return matcher.find() ? Integer.parseInt(matcher.group(group)) : -1;
    }
}
