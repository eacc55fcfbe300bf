/**
 * The native library: how it is found, loaded, published to other class loaders, linked and called, and the steps of setting
 * up that may be taken again ({@link org.ccache.library.FirstUse}).
 *
 * <p>{@link org.ccache.library.Downcalls} makes every downcall of the product. What is called, and what it means, is for the
 * packages above: here is no system call's name and no sequence's. Knows {@code layout} and {@code sync} alone.
 */
package org.ccache.library;
