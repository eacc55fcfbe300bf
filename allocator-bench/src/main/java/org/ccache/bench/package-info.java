/**
 * Measures the allocator beside others. {@link org.ccache.bench.Main} starts a command; the packages are floors, and a
 * class knows those of its own floor and below:
 *
 * <pre>
 *   command                                     what the command line takes
 *   demo · first · ratio · research · jmh       programs that measure something of their own
 *   page                                        what people look at
 *   suite                                       plans, runs, results, comparisons
 *   workload                                    ways of using an allocator
 *   replay                                      recorded programs, played
 *   trace · peer                                recorded programs, read · allocators to measure
 *   measure                                     processes, rounds, statistics, tables
 *   machine                                     what this computer is and does
 * </pre>
 *
 * {@code FloorsTest} keeps the order.
 */
package org.ccache.bench;
