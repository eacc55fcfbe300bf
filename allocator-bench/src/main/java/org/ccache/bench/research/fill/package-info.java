/**
 * The step that all of the document's demonstrations of blow-up share: allocate until a limit is reached, write every
 * byte, free all; then look at what stays where.
 */
package org.ccache.bench.research.fill;
