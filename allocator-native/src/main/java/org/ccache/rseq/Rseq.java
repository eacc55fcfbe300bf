package org.ccache.rseq;

import org.ccache.layout.AreaLayout;
import org.ccache.library.FirstUse;
import org.ccache.library.NativeLibrary;
import org.ccache.os.Machine;
import org.ccache.sequence.RemoteFence;
import org.ccache.sequence.RseqArea;
import org.ccache.sequence.RseqChoice;
import org.ccache.sequence.Sequences;

/**
 * Restartable sequences in this process: which mode, why not a better one, and the index.
 *
 * <p>Decided once, when first asked, by a functional self test of some milliseconds that always runs
 * (see {@code docs/rseq.md}): there are kernels that register rseq and abort nothing, so versions are not believed.
 * Thread-safe.
 */
public final class Rseq {
    /** "cpu_id" uses the CPU number even where mm_cid is there, "off" uses no sequences; for comparisons and tests. */
    public static final String MODE_PROPERTY = RseqChoice.PROPERTY;

    // Not volatile: whoever reads true finds the class of the modes initialised, or waits for that.
    private static boolean prepared;

    private Rseq() {}

    /**
     * Finds the area and starts the self test, whose end {@link #mode} waits for. Whoever has things to prepare calls
     * this first.
     *
     * @return whether sequences may turn out to work
     * @throws IllegalArgumentException if the property {@value #MODE_PROPERTY} has another value than those
     */
    public static boolean start() {
        RseqArea area = RseqChoice.area();
        if (!prepared) {
            FirstUse.checkRoom(); // the modes are objects: their class' initialiser needs heap
            prepared = RseqMode.UNAVAILABLE != null;
        }
        return area.present();
    }

    /**
     * Waits for the self test, and links the sequences if there are any.
     *
     * @return the same for the life of the process
     */
    public static RseqMode mode() {
        if (!prepared) {
            start();
        }
        if (!RseqChoice.usable()) {
            return RseqMode.UNAVAILABLE;
        }
        Sequences.link(); // whoever is told that there are sequences may call one
        return RseqChoice.Index.BY_CID ? RseqMode.MM_CID : RseqMode.CPU_ID;
    }

    /**
     * Why the mode is what it is, in one line: what was missing for a better one, and what the self test saw. Where
     * there are sequences it waits for the self test's last step, the fence, up to some ten milliseconds longer than
     * {@link #mode}.
     *
     * @return the line, for a person
     */
    public static String reason() {
        if (!RseqChoice.usable()) {
            return RseqChoice.refused();
        }
        RseqArea area = RseqChoice.area();
        if (RseqChoice.Index.BY_CID) {
            return area.note();
        }
        String why = area.concurrencyId()
                ? "asked for by " + MODE_PROPERTY + "=" + RseqChoice.BY_CPU
                : "this kernel has no mm_cid (Linux 6.3 or later)";
        return why + "; " + area.note();
    }

    /** {@return how the native library came to be mapped, or every step that failed} */
    public static String library() {
        return NativeLibrary.reason();
    }

    /**
     * {@return the number of indexes: the highest possible CPU number + 1} Every index is below it, in both modes. On
     * systems other than Linux, where there are none, it is the number of processors that the JVM sees.
     */
    public static int indexes() {
        return Machine.possibleCpus();
    }

    /**
     * The calling thread's index, a hint only: stale as soon as it is read, whatever the caller does.
     *
     * @return the index, or -1 where sequences are unavailable
     */
    public static int indexHint() {
        return RseqChoice.usable() ? Sequences.index() : -1;
    }

    /**
     * The NUMA node of the CPU that the calling thread is on, a hint only: stale as soon as it is read. From the rseq
     * area where the kernel keeps it there (Linux 6.3 or later), else by a system call.
     *
     * @return the node; 0, without looking, on a machine of one node and where there is no native library
     */
    public static int nodeHint() {
        if (Machine.nodes() == 1 || !NativeLibrary.available()) {
            return 0;
        }
        if (RseqChoice.area().concurrencyId()) { // as old as mm_cid
            return Sequences.node();
        }
        return (int) Math.max(0, Machine.node());
    }

    /**
     * Where struct rseq is, for a native library of sequences of one's own.
     *
     * @return bytes from the thread pointer, the same for every thread of the process, of either sign
     * @throws IllegalStateException with {@link #reason} if sequences are unavailable
     */
    public static long areaOffset() {
        checkAvailable();
        return RseqChoice.Index.AREA;
    }

    /**
     * Which word of struct rseq is the index in this mode, mm_cid or cpu_id. A sequence of one's own that uses it
     * agrees with {@link #indexHint} and {@link #indexes}.
     *
     * @return the word's offset in bytes
     * @throws IllegalStateException with {@link #reason} if sequences are unavailable
     */
    public static int indexField() {
        checkAvailable();
        return RseqChoice.Index.BY_CID ? AreaLayout.MM_CID : AreaLayout.CPU_ID;
    }

    /**
     * Aborts all sequences that run in this process now, on all CPUs, one's own as well as ours. When it returns, each
     * of them has either committed, and its stores are visible to the caller, or starts again and sees what the caller
     * wrote before. Microseconds, so not for fast paths. Thread-safe; see {@code docs/memory-ordering.md}.
     *
     * @throws IllegalStateException if sequences are unavailable, or the kernel refuses the fence
     */
    public static void fence() {
        checkAvailable();
        RemoteFence.fence();
    }

    private static void checkAvailable() {
        if (mode() == RseqMode.UNAVAILABLE) {
            throw new IllegalStateException("no restartable sequences: " + reason());
        }
    }
}
