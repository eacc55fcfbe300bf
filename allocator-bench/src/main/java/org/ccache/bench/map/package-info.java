/** Pictures of an arena. */
package org.ccache.bench.map;
