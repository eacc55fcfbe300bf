/** The front ends: ccaches by index, tcaches by thread, and stripes for machines without restartable sequences. */
package org.ccache.allocator.cache;
