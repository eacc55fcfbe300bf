package org.ccache.bench.research;

import java.io.IOException;

/**
 * One claim of the document, put to the test. Texts are Markdown without headings; they are written before anything is
 * measured and name no result.
 *
 * <p>Implementations have no state. What a run measures in other processes is a task of its own ({@link Arms}).
 */
public interface Experiment {

    /** Lower-case words joined by hyphens: on the command line, of the section and of the files. */
    String name();

    /** One line: the heading of the section. */
    String title();

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
