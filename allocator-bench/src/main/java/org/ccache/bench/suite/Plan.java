package org.ccache.bench.suite;

import java.util.List;

/** What is to be run; a folder of results goes on only with the plan that it was begun with. */
interface Plan {

    List<String> peers();

    /** Of everything random. */
    long seed();

    /** As it may be published, as JSON: libraries have names and no folders; traces have, as their results do. */
    Record published();
}
