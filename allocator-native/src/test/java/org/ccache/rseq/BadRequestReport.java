package org.ccache.rseq;

/** The program of a child JVM whose wish cannot be met: what each of the first calls throws, twice. */
public final class BadRequestReport {
    private BadRequestReport() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < 2; i++) {
            System.out.println(thrown(Rseq::start));
            System.out.println(thrown(Rseq::mode));
            System.out.println(thrown(Rseq::indexHint));
        }
    }

    private static Throwable thrown(Runnable call) {
        try {
            call.run();
            return null;
        } catch (Throwable t) {
            return t;
        }
    }
}
