/**
 * An off-heap allocator with one cache for each CPU instead of one for each thread.
 *
 * <p>{@link org.ccache.allocator.CcacheAllocator} is the door. Below it, each tier in a package that knows only those
 * below it:
 *
 * <pre>
 *   cache      magazines of free blocks: by index (ccache), by thread (tcache), by stripe
 *   depot      free blocks between all caches and the slabs, one lock for each size class
 *   slab       spans carved into blocks of one class, fullest first
 *   arena      reserved address ranges, spans, the span map, purging
 *   sizeclass  sizes to classes        memory  the only raw load and store
 * </pre>
 */
package org.ccache.allocator;
