package org.ccache.bench.research;

/**
 * One expectation and what became of it.
 *
 * @param expected what had to be seen if the claim is true, with its numbers
 * @param seen what was seen
 * @param verdict computed from what was seen
 */
public record Check(String expected, String seen, Verdict verdict) {}
