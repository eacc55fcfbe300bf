/** Slabs: spans carved into blocks of one size class, and the lists that concentrate live blocks. */
package org.ccache.allocator.slab;
