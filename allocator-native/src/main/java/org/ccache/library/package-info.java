/**
 * The native library: how it is found, loaded, published to other class loaders, linked and called, and the steps of
 * setting up that may be taken again ({@link org.ccache.library.FirstUse}).
 *
 * <p>{@link org.ccache.library.Downcalls} makes every downcall of the product. What is called, and what it means, is
 * for the packages above: here is no sequence's name, and no system call's but of those that load the library itself.
 * Knows {@code layout} and {@code sync} alone.
 */
package org.ccache.library;
