package org.ccache.bench.peer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * Microsoft's mimalloc from Debian's package, opened by its soname and called by its own symbols. Without sized frees:
 * its {@code mi_free_size} goes straight to {@code mi_free}.
 */
@Facts(family = Family.NATIVE, place = 4, licence = "MIT", how = "critical downcalls")
public final class MimallocPeer extends NativeAllocator {
    private final SharedLibrary library = SharedLibrary.installed("libmimalloc.so.2", "libmimalloc2.0");

    @Override
    Functions functions() {
        MethodHandle aligned = library.function("mi_malloc_aligned", 2); // the size first
        return new Functions(
                library.function("mi_malloc", 1),
                library.procedure("mi_free", 1),
                null,
                MethodHandles.permuteArguments(aligned, aligned.type(), 1, 0));
    }

    /** Collects by force; only what the calling thread's heap and abandoned heaps hold. */
    @Override
    boolean trim() {
        library.call("mi_collect", 1);
        return true;
    }

    /** A digit for each part: 209 is 2.0.9. */
    @Override
    String version() {
        int version = (int) library.call("mi_version");
        return "mimalloc " + version / 100 + "." + version / 10 % 10 + "." + version % 10;
    }
}
