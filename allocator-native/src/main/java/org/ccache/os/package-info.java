/**
 * The operating system: the native library, virtual memory, the remote fence and the machine's facts.
 *
 * <p>Not for applications: exported to the allocator only. {@link org.ccache.library.Downcalls} holds every method handle
 * of the product.
 */
package org.ccache.os;
