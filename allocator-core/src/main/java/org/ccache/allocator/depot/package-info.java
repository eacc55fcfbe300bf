/** The depot: the shared store of blocks between the caches and the slabs, one of each size class. */
package org.ccache.allocator.depot;
