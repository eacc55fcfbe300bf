package org.ccache.library;

import java.lang.foreign.MemorySegment;
import org.ccache.layout.TableLayout;
import org.ccache.sync.StackHeadroom;

/**
 * The native library's record of how far down each native thread's stack is known to be the thread's ({@code stack.c}),
 * for {@link StackHeadroom}: one critical call in place of a descent.
 *
 * <p>Kept by native thread, not by Java's: a virtual thread's frames lie on the stack of the carrier that it is mounted
 * on, and how much there is below them is the carrier's. The record is the C library's, so there is no Java heap in it.
 */
final class ProvenStack implements StackHeadroom.Depths {
    static final ProvenStack RECORD = new ProvenStack();

    private ProvenStack() {}

    /** Read once both kinds of calls are linked. */
    private static final class Functions {
        static final MemorySegment REACHES = Handles.function(TableLayout.STACK_REACHES);
    }

    /** Once for each library that is mapped; whether the C library has room for the record. */
    static boolean start(NativeTable table) {
        long create = Handles.symbol("pthread_key_create");
        long get = Handles.symbol("pthread_getspecific");
        long set = Handles.symbol("pthread_setspecific");
        return create != 0
                && get != 0
                && set != 0
                && Downcalls.call(MemorySegment.ofAddress(table.function(TableLayout.STACK_START)), create, get, set)
                        == 0;
    }

    /** From here on nobody descends to know what this thread knows. Presumes that plain and critical are linked. */
    static void install() {
        RECORD.prove(); // both once, as whoever needs them may stand near the end
        RECORD.reaches(0);
        StackHeadroom.keep(RECORD);
    }

    @Override
    public boolean reaches(int bytes) {
        return Downcalls.critical(Functions.REACHES, bytes, 0, 0, 0) != 0;
    }

    /** A plain call, since the C library may take memory for a thread's first record. */
    @Override
    public void prove() {
        Downcalls.plain(TableLayout.STACK_PROVE, 0, 0, 0, 0);
    }
}
