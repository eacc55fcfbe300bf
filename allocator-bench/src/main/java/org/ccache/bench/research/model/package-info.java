/** A small machine on which the protocol of the ccaches is gone through state by state. */
package org.ccache.bench.research.model;
