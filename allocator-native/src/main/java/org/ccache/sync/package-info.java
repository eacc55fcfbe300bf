/**
 * How threads of the product exclude each other and wait. Every critical region is entered by one of two classes:
 *
 * <ul>
 *   <li>{@link org.ccache.sync.Mutex}, for slow paths: not entered without the stack that the region may take;
 *   <li>{@link org.ccache.sync.ShortLock}, for regions that end with one store: left without needing any stack.
 * </ul>
 *
 * <p>Every wait for a condition goes through {@link org.ccache.sync.Waiting}, which no interrupt turns into a spin.
 * Knows no other package; not exported to applications.
 */
package org.ccache.sync;
