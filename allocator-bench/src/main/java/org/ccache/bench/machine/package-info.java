/**
 * What this computer is and does, read from the kernel and the JVM: memory of the process, time that others took,
 * processors and nodes. Nothing here knows of allocators.
 */
package org.ccache.bench.machine;
