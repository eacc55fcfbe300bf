/**
 * What people look at: the report of a folder of results as a page, as Markdown, as the README's table and pictures,
 * and maps of an arena. Read from results alone: nothing is measured here.
 */
package org.ccache.bench.page;
