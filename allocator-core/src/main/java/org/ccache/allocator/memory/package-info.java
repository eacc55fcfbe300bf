/** Raw memory, behind one class, and the address ranges that closed allocators leave to later ones. */
package org.ccache.allocator.memory;
