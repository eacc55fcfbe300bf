/**
 * A small heap for research, as the document's prototype in rpmalloc has it: each thread carves blocks from spans of
 * its own, and whole spans come from a cache by thread, a cache by index, or none. It shows what such a cache is worth
 * and what it leaves bound to threads.
 */
package org.ccache.bench.research.spanheap;
