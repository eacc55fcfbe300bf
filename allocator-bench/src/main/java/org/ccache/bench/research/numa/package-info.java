/**
 * Where blocks stand on a machine of several NUMA nodes: for each index, the nodes of the blocks that it handed out and
 * the node that the thread ran on.
 */
package org.ccache.bench.research.numa;
