package org.ccache.rseq.space;

import org.ccache.sync.ShortLock;

/**
 * The lock of a region, for processes without sequences: of one operation, which ends with one store. Padded, so that the words
 * of two locks share no line, nor the one that is fetched along with it, wherever the collector puts them.
 */
final class RegionLock extends ShortLock {
    // Behind the inherited word, since a superclass's fields come first.
    long p00;
    long p01;
    long p02;
    long p03;
    long p04;
    long p05;
    long p06;
    long p07;
    long p08;
    long p09;
    long p10;
    long p11;
    long p12;
    long p13;
    long p14;
    long p15;
}
