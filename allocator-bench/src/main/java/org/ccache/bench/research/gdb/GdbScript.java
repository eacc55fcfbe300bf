package org.ccache.bench.research.gdb;

/** What is typed into gdb, on {@code template_test count 1}, which calls the sequence once. */
public enum GdbScript {
    /**
     * gdb moves the instruction under the breakpoint elsewhere and steps it there: displaced stepping, which "auto"
     * allows.
     */
    BREAKPOINT_AS_SET("a breakpoint inside, gdb as it comes", """
            show displaced-stepping
            """ + Words.BREAKPOINT),
    BREAKPOINT_IN_PLACE("a breakpoint inside, instructions stepped in their place", """
            set displaced-stepping off
            """ + Words.BREAKPOINT),
    STEPS("single steps from before the sequence", """
            break *template_count_restart
            run
            delete
            set $i = 0
            while $i < 12
              stepi
              x/i $pc
              set $i = $i + 1
            end
            """),
    WHOLE("the sequence as a whole: finish, and a breakpoint at the commit", """
            break template_count
            run
            finish
            delete
            break *template_count_commit
            run
            printf "at the commit: counted %ld\\n", slots[0].count + slots[1].count
            info breakpoints
            continue
            """);

    /** Apart: an enum's constants come before its statics. */
    private static final class Words {
        /** The words of the area are read by the debugger, before the kernel has looked at them. */
        static final String BREAKPOINT = """
                break template_count_round
                commands
                silent
                printf "stopped inside, rseq_cs is %#lx\\n", *(long *)(THREAD_POINTER + (long)__rseq_offset + 8)
                continue
                end
                run
                info breakpoints
                """;
    }

    private final String words;
    private final String commands;

    GdbScript(String words, String commands) {
        this.words = words;
        this.commands = commands;
    }

    /** For headings. */
    public String words() {
        return words;
    }

    /** The lines, for an architecture as Java names it. */
    String commands(String architecture) {
        return commands.replace("THREAD_POINTER", architecture.equals("aarch64") ? "(long)$tpidr" : "$fs_base");
    }
}
