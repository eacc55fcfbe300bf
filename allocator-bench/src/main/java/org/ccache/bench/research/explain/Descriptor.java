package org.ccache.bench.research.explain;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.machine.ElfFile;

/**
 * What a library says of one sequence, struct rseq_cs:
 *
 * <pre>
 *   0         4       8          16         24         32
 *   +---------+-------+----------+----------+----------+
 *   | version | flags | start_ip | length   | abort_ip |
 *   +---------+-------+----------+----------+----------+
 * </pre>
 *
 * @param address of the descriptor; this and the other addresses are those in the file
 * @param signature the four bytes before the abort handler
 */
record Descriptor(
        String name, long address, int version, int flags, long start, long length, long abort, int signature) {
    static final int BYTES = 32;
    static final int START = 8;
    static final int LENGTH = 16;
    static final int ABORT = 24;

    /** A way out of a sequence, beside its commit. */
    record Exit(String from, String name) {}

    static final String POINTERS = "__rseq_cs_ptr_array";
    static final String EXITS = "__rseq_exit_point_array";
    static final String DESCRIPTORS = "__rseq_cs";
    static final String HANDLERS = "__rseq_failure";

    private static final int EXIT_BYTES = 16;

    /** All of a library, in the order of the section that debuggers read. */
    static List<Descriptor> all(ElfFile file) {
        ElfFile.Section pointers = file.section(POINTERS);
        List<Descriptor> all = new ArrayList<>();
        for (long at = pointers.address(); at < pointers.address() + pointers.size(); at += Long.BYTES) {
            all.add(read(file, file.word64(at)));
        }
        return all;
    }

    private static Descriptor read(ElfFile file, long at) {
        long abort = file.word64(at + ABORT);
        return new Descriptor(
                file.nameAt(at, "_cs"),
                at,
                file.word32(at),
                file.word32(at + 4),
                file.word64(at + START),
                file.word64(at + LENGTH),
                abort,
                file.word32(abort - Integer.BYTES));
    }

    static List<Exit> exits(ElfFile file) {
        ElfFile.Section exits = file.section(EXITS);
        List<Exit> all = new ArrayList<>();
        for (long at = exits.address(); at < exits.address() + exits.size(); at += EXIT_BYTES) {
            all.add(new Exit(file.nameAt(file.word64(at), "_start"), file.nameAt(file.word64(at + Long.BYTES), "")));
        }
        return all;
    }
}
