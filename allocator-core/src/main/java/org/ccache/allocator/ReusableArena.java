package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An arena for loops: {@link #reset} ends the lives of its segments as {@link #close} would, and the memory stays for
 * the next turn.
 *
 * <pre>{@code
 * try (ReusableArena arena = allocator.reusableArena()) {
 *     for (Request request : requests) {
 *         MemorySegment header = arena.allocateFrom(request.name());
 *         ...
 *         arena.reset();
 *     }
 * }
 * }</pre>
 *
 * <p>No segment ever shows what a later turn has written, and none of a later turn is written through it. What happens
 * to whoever touches one of an ended turn depends on who may touch any:
 *
 * <ul>
 *   <li>{@link OffHeapAllocator#reusableArena}, which one thread uses: an {@link IllegalStateException}, at once.
 *   <li>{@link OffHeapAllocator#reusableSharedArena}, which all threads use: to end lives that other threads may be
 *       looking at takes a handshake with all of them, which is what a shared arena's close costs, a hundred
 *       microseconds or so. So it is done once for many turns: until then such a segment <b>still works and has its
 *       contents of before</b>, and from then on it throws that exception. Its memory is not used again before.
 * </ul>
 */
public interface ReusableArena extends Arena {
    /**
     * Ends the turn: its segments are dead, at once or soon as above, and the next turn begins. {@link #scope} is
     * another one then, at once or soon likewise.
     *
     * @throws IllegalStateException if the arena is closed, or, of one thread's, if a segment is in use by a call of
     *     native code; the turn goes on then
     * @throws WrongThreadException if it is another thread's
     */
    void reset();

    /** {@return the life that segments allocated now have} */
    @Override
    MemorySegment.Scope scope();

    /**
     * Ends the lives of all segments, and gives all memory back to the allocator.
     *
     * @throws IllegalStateException if it is closed, or a segment is in use by a call of native code; nothing is freed
     *     then that one still alive has
     * @throws WrongThreadException if it is another thread's
     */
    @Override
    void close();
}
