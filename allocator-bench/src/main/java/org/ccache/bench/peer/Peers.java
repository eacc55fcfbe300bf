package org.ccache.bench.peer;

import java.lang.reflect.InvocationTargetException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Peers by name, and any library as a peer by its path ({@link LibrarySpec}). Loads no class but that of the peer that
 * is asked for.
 */
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

    /** Whether there is a peer of that name, or may be a library. */
    public static boolean known(String name) {
        return LibrarySpec.is(name) || facts(name).isPresent();
    }

    /** Whether it is a library that the command line names by its path. */
    public static boolean isLibrary(String name) {
        return LibrarySpec.is(name);
    }

    /** What results call a peer of the command line: the same, but for a library, whose folder is nobody's business. */
    public static String published(String name) {
        return LibrarySpec.withoutFolders(name);
    }

    /** Which build of a library a peer is; empty for other peers, which say so themselves when they are open. */
    public static Optional<String> libraryVersion(String name) {
        return LibrarySpec.is(name) ? Optional.of(LibrarySpec.parse(name).version()) : Optional.empty();
    }

    /**
     * Why these cannot be measured together, in a line; empty if they can. Tries libraries in processes of their own.
     */
    public static Optional<String> refusal(List<String> names) {
        Set<String> published = new HashSet<>();
        for (String name : names) {
            Optional<String> reason = LibrarySpec.is(name)
                    ? LibraryProbe.refusal(name)
                    : known(name) ? Optional.empty() : Optional.of(unknown(name).getMessage());
            if (reason.isPresent()) {
                return reason;
            }
            if (!published.add(published(name))) {
                return Optional.of("two peers would be called " + published(name)
                        + " in the results; a library can be given by a link with another name");
            }
        }
        return Optional.empty();
    }

    /**
     * What is known of a peer.
     *
     * @throws IllegalArgumentException if no peer has that name
     */
    public static PeerInfo info(String name) {
        return LibrarySpec.is(name)
                ? LibrarySpec.parse(name).info()
                : facts(name).map(facts -> new PeerInfo(name, facts)).orElseThrow(() -> unknown(name));
    }

    /**
     * Opens a peer.
     *
     * @throws PeerUnavailableException if it cannot run on this machine
     * @throws IllegalArgumentException if no peer has that name
     */
    public static Peer open(String name) {
        if (LibrarySpec.is(name)) {
            return new LibraryPeer(LibrarySpec.parse(name)).open();
        }
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
