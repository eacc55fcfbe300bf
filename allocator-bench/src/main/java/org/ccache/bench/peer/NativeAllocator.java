package org.ccache.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * An allocator that is a few functions on addresses: what differs between such allocators. What is the same for all is
 * in {@link LinkedPeer}, of which each gets a copy of its own.
 */
abstract class NativeAllocator {
    private static final String TEMPLATE = "LinkedPeer.class";

    /**
     * What is measured. Linked, and constants in the code that calls them.
     *
     * @param malloc {@code (long size) long}, 0 if it has no memory
     * @param free {@code (long address) void}
     * @param freeSized {@code (long address, long size) void}, of a block that was asked for without an alignment; null
     *     if the allocator has none or would not gain by it
     * @param aligned {@code (long alignment, long size) long}; null if there is none: blocks are moved then
     */
    record Functions(MethodHandle malloc, MethodHandle free, MethodHandle freeSized, MethodHandle aligned) {}

    /**
     * Links the functions; asked once.
     *
     * @throws PeerUnavailableException if one is not there
     */
    abstract Functions functions();

    /** As {@link Peer#name()}. */
    String name() {
        return Peers.name(getClass());
    }

    /** As {@link Peer#version()}. */
    abstract String version();

    /** As {@link Peer#trim()}. */
    boolean trim() {
        return false;
    }

    /**
     * The peer. Its class is hidden and its own, and the class from which it is copied is not loaded: to the compiler
     * it is the only peer, and its functions are constants.
     */
    final Peer open() {
        try (InputStream in = NativeAllocator.class.getResourceAsStream(TEMPLATE)) {
            MethodHandles.Lookup copy =
                    MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), this, true);
            return (Peer) copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExceptionInInitializerError e) {
            if (e.getCause() instanceof PeerUnavailableException cause) {
                throw cause;
            }
            throw e;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("cannot make a peer of " + name(), e);
        }
    }
}
