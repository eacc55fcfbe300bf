/**
 * Allocators to measure, each behind one {@link org.ccache.bench.peer.Peer}, called in the way that its users call it. No
 * loops and no clocks: those belong to the floors above.
 */
package org.ccache.bench.peer;
