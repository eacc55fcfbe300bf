package org.ccache.bench.suite;

/** Measures {@code glibc-simple} on the peer of the first argument for a moment, as a process of the suite does. */
final class LoadRunProgram {
    private LoadRunProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println(LoadRun.measure(new LoadTask("glibc-simple", arguments[0], 0, 1, 10, 10)));
    }
}
