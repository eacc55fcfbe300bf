package org.ccache.bench.peer;

import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Optional;

/** Peers by name. Loads no class but that of the peer that is asked for. */
public final class Peers {
    private static final String ENDING = Peer.class.getSimpleName();

    private Peers() {}

    /** The name of a peer's class: {@code NettyPooledPeer} is {@code netty-pooled}. */
    static String name(Class<?> peer) {
        String simple = peer.getSimpleName();
        if (!simple.endsWith(ENDING)) {
            throw new IllegalStateException(simple + " has facts of a peer, and must end in " + ENDING + " therefore");
        }
        return simple.substring(0, simple.length() - ENDING.length())
                .replaceAll("(?<=.)(?=\\p{Upper})", "-")
                .toLowerCase(Locale.ROOT);
    }

    /** The class that a peer of that name has, if it is one. */
    private static Optional<Class<?>> find(String name) {
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        StringBuilder simple = new StringBuilder();
        for (String word : name.split("-", -1)) {
            if (word.isEmpty() || !Character.isLowerCase(word.charAt(0))) {
                return Optional.empty();
            }
            simple.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        try {
            return Optional.of(Class.forName(
                    Peers.class.getPackageName() + "." + simple + ENDING, false, Peers.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static Optional<Facts> facts(String name) {
        return find(name).map(peer -> peer.getAnnotation(Facts.class));
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("no peer is called " + name + "; known: " + PeerList.NAMES);
    }

    /** Whether there is a peer of that name. */
    public static boolean known(String name) {
        return facts(name).isPresent();
    }

    /**
     * What is known of a peer.
     *
     * @throws IllegalArgumentException if no peer has that name
     */
    public static PeerInfo info(String name) {
        return facts(name).map(facts -> new PeerInfo(name, facts)).orElseThrow(() -> unknown(name));
    }

    /**
     * Opens a peer.
     *
     * @throws PeerUnavailableException if it cannot run on this machine
     * @throws IllegalArgumentException if no peer has that name
     */
    public static Peer open(String name) {
        Class<?> peer = find(name.toLowerCase(Locale.ROOT)).orElseThrow(() -> unknown(name));
        try {
            Object made = peer.getDeclaredConstructor().newInstance();
            return made instanceof NativeAllocator allocator ? allocator.open() : (Peer) made;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(peer + " must have a constructor without arguments", e);
        }
    }
}
