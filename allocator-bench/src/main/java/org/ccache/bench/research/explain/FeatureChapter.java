package org.ccache.bench.research.explain;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ccache.os.Machine;

/** What kernel and C library say of the area's size, and which fields that covers. */
final class FeatureChapter {
    private final Wording text;

    FeatureChapter(Wording text) {
        this.text = text;
    }

    void write(ThreadArea area) {
        int feature = Machine.rseqFeatureSize();
        text.fact("AT_RSEQ_FEATURE_SIZE", feature == 0 ? "not in the auxiliary vector" : feature + " bytes");
        text.fact("__rseq_size", area.size() + (area.registered() ? "" : ": nothing is registered"));
        text.fact("__rseq_flags", Integer.toString(area.flags()));
        text.fact("fields that count", fields(area, true));
        text.fact("fields that do not", fields(area, false));
        if (area.registered() && area.size() != feature) {
            text.say(
                    "They differ: glibc up to 2.40 answers 20 or 32 whatever the kernel fills, so a field counts if it lies"
                            + " in what the kernel names and in the 32 bytes that were registered.");
        }
    }

    private static String fields(ThreadArea area, boolean covered) {
        String names = Arrays.stream(RseqField.values())
                .filter(field -> area.covers(field) == covered)
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
        return names.isEmpty() ? "none" : names;
    }
}
