package org.ccache.os;

/** The functions of a system that pages are had by, so that tests can answer in a system's place. */
interface PageCalls {
    /** Links them. */
    void link();

    /**
     * Calls a function of up to four arguments.
     *
     * @param function its number, by whoever calls and answers
     * @return what it answers: an int in the low half, the rest of the word being anything
     */
    long call(int function, long a, long b, long c, long d);

    /** POSIX' mmap of no file; -1 if it is refused. */
    long map(long address, long bytes, long protection, long flags);
}
