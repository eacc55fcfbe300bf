/**
 * The allocators that are measured, each in a class that says itself what is known of it ({@link
 * org.ccache.bench.peer.Facts}), and how workloads keep their blocks ({@link org.ccache.bench.peer.BlockTable}).
 * Nothing here knows of workloads or results.
 */
package org.ccache.bench.peer;
