/** What the kernel's ways to give memory back cost, and what they leave. */
package org.ccache.bench.purge;
