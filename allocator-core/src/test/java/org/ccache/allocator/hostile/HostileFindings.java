package org.ccache.allocator.hostile;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * What a program in a child JVM found: how often each action ended how, and the first of each kind of fault. Recording
 * needs neither Java heap nor stack beyond the call.
 */
final class HostileFindings {
    private static final int MOST_NOTES = 100;

    private final Action[] actions;
    private final Throwable[] faults; // the first of each action
    private final String[] states; // in which state that was
    private final int[] faultCounts;
    final int[] returned;
    final int[] refused; // by the error that belongs to the state
    private final String[] notes = new String[MOST_NOTES];
    private int noteCount;

    HostileFindings(Action[] actions) {
        this.actions = actions;
        int count = actions.length;
        faults = new Throwable[count];
        states = new String[count];
        faultCounts = new int[count];
        returned = new int[count];
        refused = new int[count];
        try {
            List.of().getFirst();
        } catch (NoSuchElementException e) {
            trace(e); // so that what reports, also of the JDK's frames, is not first used where it cannot be
        }
    }

    void fault(int action, String state, Throwable fault) {
        if (faults[action] == null) {
            faults[action] = fault;
            states[action] = state;
        }
        faultCounts[action]++;
    }

    /** What is wrong, but no Throwable. */
    synchronized void note(String what) {
        if (noteCount < MOST_NOTES) {
            notes[noteCount] = what;
        }
        noteCount++;
    }

    boolean none() {
        for (Throwable fault : faults) {
            if (fault != null) {
                return false;
            }
        }
        return noteCount == 0;
    }

    /** Says what was found, and ends the process: with 0 if that is nothing. */
    void end() {
        report();
        System.out.flush();
        Runtime.getRuntime().halt(none() ? 0 : 1);
    }

    void report() {
        long calls = 0;
        long refusals = 0;
        for (int i = 0; i < actions.length; i++) {
            calls += returned[i];
            refusals += refused[i];
        }
        System.out.println("actions=" + actions.length);
        System.out.println("returned=" + calls);
        System.out.println("refused=" + refusals);
        for (int i = 0; i < noteCount; i++) {
            System.out.println(i < MOST_NOTES ? "WRONG: " + notes[i] : "WRONG: and more");
            if (i == MOST_NOTES) {
                break;
            }
        }
        Set<String> told = new HashSet<>();
        for (int i = 0; i < actions.length; i++) {
            Throwable fault = faults[i];
            if (fault != null) {
                StackTraceElement[] trace = fault.getStackTrace();
                String kind = fault + (trace.length == 0 ? "" : " at " + trace[0]);
                System.out.println("FAULT: " + actions[i].name() + ", " + states[i] + ", " + faultCounts[i] + " times: "
                        + (told.add(kind) ? trace(fault) : kind));
            }
        }
    }

    private static String trace(Throwable fault) {
        StringWriter text = new StringWriter();
        fault.printStackTrace(new PrintWriter(text, true));
        return text.toString().lines().limit(24).reduce("", (all, line) -> all + "\n    " + line);
    }
}
