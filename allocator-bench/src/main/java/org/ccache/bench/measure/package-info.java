/**
 * How anything is measured: child JVMs, rounds in random order, samples and their intervals, promises, tables and
 * numbers. Nothing here knows what is measured.
 */
package org.ccache.bench.measure;
