package org.ccache.bench.peer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class of this package a peer, and says what is known of it without opening it. The class ends in
 * {@code Peer}, has a constructor without arguments and is a {@link Peer} or a {@link NativeAllocator}; its name is the
 * class's, in lower case with dashes: {@code NettyPooledPeer} is {@code netty-pooled}. There is no other list of all
 * peers; a few are chosen by name where only some fit, in {@code SuiteSets.quick}, in pictures and in the JMH
 * benchmarks.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Facts {
    /** Which of the comparisons it stands in. */
    PeerInfo.Family family();

    /** SPDX identifier, or a few words. */
    String licence();

    /** The interface it is called through, and its settings. */
    String how();

    /** Place in its family, in lists and reports; those without one come last, by name. */
    int place() default Integer.MAX_VALUE;

    /** Whether a block may be freed by another thread than the one that allocated it. */
    boolean anyThread() default true;

    /** Largest block it serves, in bytes. */
    long largest() default PeerInfo.ANY_SIZE;

    /** Flags of the JVM that measures it, beyond those that all get. */
    String[] flags() default {};

    /** Whether it is shown for orientation, by fewer processes: slow, or a variant of another one. */
    boolean orientation() default false;

    /** Whether it is in no plan: opened by experiments that ask for it by name. */
    boolean research() default false;
}
