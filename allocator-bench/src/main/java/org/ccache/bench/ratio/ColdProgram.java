package org.ccache.bench.ratio;

/** The programs that are started and timed. */
public enum ColdProgram {
    ONE_DOWNCALL("one critical downcall", OneDowncall.class, false),
    FIRST_ALLOCATION("create, allocate, free", FirstAllocation.class, false),
    ONE_DOWNCALL_AHEAD("one critical downcall, AOT cache", OneDowncall.class, true),
    FIRST_ALLOCATION_AHEAD("create, allocate, free, AOT cache", FirstAllocation.class, true);

    private final String description;
    private final Class<?> main;
    private final boolean ahead;

    ColdProgram(String description, Class<?> main, boolean ahead) {
        this.description = description;
        this.main = main;
        this.ahead = ahead;
    }

    public String description() {
        return description;
    }

    Class<?> main() {
        return main;
    }

    /** Whether it starts from an AOT cache that a training run of itself made. */
    boolean ahead() {
        return ahead;
    }
}
