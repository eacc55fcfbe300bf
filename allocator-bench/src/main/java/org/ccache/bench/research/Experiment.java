package org.ccache.bench.research;

import java.io.IOException;

/**
 * One claim of the document, put to the test.
 *
 * <p>They have no state. What a run measures in other processes is a task of its own ({@link ExperimentProcesses}).
 */
public abstract class Experiment {
    private final Premise premise;

    /** @param premise what is claimed, and how it is tested */
    Experiment(Premise premise) {
        this.premise = premise;
    }

    public final Premise premise() {
        return premise;
    }

    /** On the command line and of the files. */
    public final String name() {
        return premise.name();
    }

    /**
     * Runs it. A process that fails is a finding ({@link ExperimentProcesses}); an exception means that the experiment
     * itself is at fault.
     *
     * @param conditions how large, and where files may be left
     * @param findings to be filled
     */
    public abstract void run(Conditions conditions, Findings findings) throws IOException, InterruptedException;
}
