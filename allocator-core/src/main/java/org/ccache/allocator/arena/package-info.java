/** Reserved address ranges, spans of units in them, and what each address belongs to. */
package org.ccache.allocator.arena;
