package org.ccache.bench.measure;

import java.io.IOException;
import java.util.Map;

/** What is measured of several builds, each time in a process of its own. */
public interface Trial {

    /**
     * Measures one build.
     *
     * @param round number of the round of processes, for what is random: the same for all builds of a round
     * @return times by the names of what took them; any unit, the same names always
     * @throws IOException that says why there are none
     */
    Map<String, Double> measure(Build build, int round) throws IOException, InterruptedException;
}
