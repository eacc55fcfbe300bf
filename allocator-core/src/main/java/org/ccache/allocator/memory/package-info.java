/** Raw memory, behind one class. */
package org.ccache.allocator.memory;
