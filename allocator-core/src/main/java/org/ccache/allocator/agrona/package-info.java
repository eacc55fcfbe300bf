/** Views for Agrona; needs Agrona on the class or module path. */
package org.ccache.allocator.agrona;
