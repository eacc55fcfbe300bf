package org.ccache.bench.research.gdb;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Everything that gdb printed, in all sessions, as it is written beside the page.
 *
 * @param text whole
 * @param circumstances gdb, C library and architecture, in a line
 * @param with by script, of the program with the sections for debuggers
 * @param without likewise, of the one that has none
 */
public record GdbTranscript(
        String text, String circumstances, Map<GdbScript, GdbOutput> with, Map<GdbScript, GdbOutput> without) {

    /** Between what one script printed and what the next did; the script's words follow. */
    private static final String NEXT = "\n==== ";

    /** Runs all scripts on both programs. */
    public static GdbTranscript of(GdbSession session) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(session.circumstances()).append('\n');
        for (boolean bare : new boolean[] {false, true}) {
            for (GdbScript script : GdbScript.values()) {
                text.append(NEXT)
                        .append(script.words())
                        .append("; sections: ")
                        .append(String.join(" ", session.sections(bare)))
                        .append('\n')
                        .append(session.run(script, bare).transcript());
            }
        }
        return parse(text.toString());
    }

    /**
     * Reads one that was written.
     *
     * @throws IllegalArgumentException if it is not of the scripts that there are
     */
    public static GdbTranscript parse(String text) {
        String[] pieces = text.split(NEXT, -1);
        GdbScript[] scripts = GdbScript.values();
        if (pieces.length != 1 + 2 * scripts.length) {
            throw new IllegalArgumentException("a transcript of " + (pieces.length - 1) + " scripts");
        }
        Map<GdbScript, GdbOutput> with = new EnumMap<>(GdbScript.class);
        Map<GdbScript, GdbOutput> without = new EnumMap<>(GdbScript.class);
        for (int i = 0; i < 2 * scripts.length; i++) {
            GdbScript script = scripts[i % scripts.length];
            String piece = pieces[1 + i];
            if (!piece.startsWith(script.words() + "; ")) {
                throw new IllegalArgumentException("a transcript without " + script + " in its place");
            }
            (i < scripts.length ? with : without).put(script, new GdbOutput(piece.substring(piece.indexOf('\n') + 1)));
        }
        return new GdbTranscript(text, text.substring(0, text.indexOf('\n')), with, without);
    }
}
