/** The front ends: ccaches by index, tcaches by thread, stripes for machines without restartable sequences, and the
 * hybrid of the first two. */
package org.ccache.allocator.cache;
