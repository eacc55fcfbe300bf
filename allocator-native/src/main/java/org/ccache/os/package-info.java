/**
 * The operating system: its pages, what it tells of this machine and of the limits of this process, and what it holds
 * for us.
 *
 * <p>Here stand system calls and the kernel's files, and nothing that keeps memory for somebody, but for
 * {@code ZeroedMemory}, whose owner is the collector. {@code VirtualMemory} is one of a few {@code SystemPages}, by the
 * system; where only the JDK has memory, {@code JavaRanges} knows what is mapped, as elsewhere the kernel does. Nothing
 * here knows of sequences. Knows {@code library} and what is below it.
 */
package org.ccache.os;
