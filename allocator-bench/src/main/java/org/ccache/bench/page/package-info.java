/** The report of a suite run: read from its results alone, shown as a page, as Markdown and as a table of the README. */
package org.ccache.bench.page;
