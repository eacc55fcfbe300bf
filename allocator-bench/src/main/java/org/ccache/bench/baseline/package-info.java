/** This build beside another: is this commit slower? */
package org.ccache.bench.baseline;
