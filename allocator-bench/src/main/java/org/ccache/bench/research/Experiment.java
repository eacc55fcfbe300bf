package org.ccache.bench.research;

import java.io.IOException;

/**
 * One claim of the document, put to the test. Texts are Markdown without headings; they are written before anything is
 * measured and name no result.
 *
 * <p>Implementations have no state. What a run measures in other processes is a task of its own ({@link Arms}).
 */
public interface Experiment {

    /** Lower-case words joined by hyphens: on the command line and of the files. */
    String name();

    /** The claim in one line, without an upper-case letter or a full stop: in lists and below the heading of its page. */
    String title();

    /** A part of the expectation whose figure says most: the summary shows that check. */
    String key();

    /** What the document says, in our words. */
    String claim();

    /** What must be seen if the claim is true: as numbers where it can be. */
    String hypothesis();

    /** What is run, how it is measured, and what this machine cannot show. */
    String method();

    /**
     * Runs it. A process that fails is a finding ({@link Arms}); an exception means that the experiment itself is at fault.
     *
     * @param conditions how large, and where files may be left
     * @param findings to be filled
     */
    void run(Conditions conditions, Findings findings) throws IOException, InterruptedException;
}
