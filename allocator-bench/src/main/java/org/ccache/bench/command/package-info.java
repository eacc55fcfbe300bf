/**
 * What the command line takes: one class for each command, which reads its options, refuses what is wrong in one line,
 * calls the floor below and prints. Only {@link org.ccache.bench.Main} knows this package.
 */
package org.ccache.bench.command;
