/** The debugger gdb on a program that runs a restartable sequence. */
package org.ccache.bench.research.gdb;
