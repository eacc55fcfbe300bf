/** Sizes to size classes and back. */
package org.ccache.allocator.sizeclass;
