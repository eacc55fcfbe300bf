/**
 * Times of single operations and of whole small programs beside a few peers, in rounds that are interleaved within a
 * process: small differences, of one thread. Many threads and many peers are the suite's.
 */
package org.ccache.bench.ratio;
