/**
 * Runs workloads on peers, process by process, keeps what each measured, and compares: plans, runs, folders of results.
 * What is shown to people is made of those folders by {@link org.ccache.bench.page}.
 */
package org.ccache.bench.suite;
