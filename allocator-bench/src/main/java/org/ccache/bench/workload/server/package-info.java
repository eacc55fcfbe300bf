/** A server over loopback whose buffers come from the allocator under test, and its clients, whose buffers do not. */
package org.ccache.bench.workload.server;
