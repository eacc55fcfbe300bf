package org.ccache.bench.measure;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM prints when a signal ends it. Its exit status says that it ended itself then. */
final class VmCrash {
    private static final Pattern SIGNAL = Pattern.compile("#\\s+(SIG\\w+) \\(0x(\\p{XDigit}+)\\).*");
    private static final String FRAME = "# Problematic frame:";

    private VmCrash() {}

    /**
     * {@code killed by signal 11, SIGSEGV in C [libx.so+0x1119] malloc+0x29}; empty if there is nothing of that kind.
     */
    static String reason(List<String> output) {
        String reason = "";
        for (int i = 0; i < output.size(); i++) {
            Matcher signal = SIGNAL.matcher(output.get(i));
            if (reason.isEmpty() && signal.matches()) {
                reason = "killed by signal " + Integer.parseInt(signal.group(2), 16) + ", " + signal.group(1);
            } else if (!reason.isEmpty() && output.get(i).equals(FRAME) && i + 1 < output.size()) {
                return reason + " in " + output.get(i + 1).substring(1).strip().replaceAll(" +", " ");
            }
        }
        return reason;
    }
}
