/**
 * A server and its clients over loopback sockets, with all their buffers from a peer: the inside of the server
 * workloads.
 */
package org.ccache.bench.workload.server;
