/** How long may a sequence be? The template's sequence, made longer and longer, among rivals and signals. */
package org.ccache.bench.research.length;
