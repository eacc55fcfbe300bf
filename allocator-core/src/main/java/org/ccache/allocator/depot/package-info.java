/** The depot: where free blocks wait between all caches and the slabs, one of each size class. */
package org.ccache.allocator.depot;
