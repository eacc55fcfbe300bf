/** Blocks as buffers of Agrona; needs Agrona on the class or module path, see {@code docs/java.md}. */
package org.ccache.allocator.agrona;
