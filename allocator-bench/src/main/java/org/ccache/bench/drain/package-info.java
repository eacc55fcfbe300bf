/** A stress of drains: contents and counts must stay right while caches are emptied under the threads that use them. */
package org.ccache.bench.drain;
