/** Reserved address ranges, spans of pages in them, and what each address belongs to. */
package org.ccache.allocator.arena;
