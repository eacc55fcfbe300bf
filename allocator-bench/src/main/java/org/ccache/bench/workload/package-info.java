/** The ways of using an allocator that the field measures, re-implemented from their descriptions, each in a class. */
package org.ccache.bench.workload;
