package org.ccache.library;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Writes the offset of the rseq area from the thread pointer into the library's code, before that is mapped: the same
 * for all threads of a process, and so a constant there that no call has to bring along.
 *
 * <p>The file is the same for everybody and holds a number in its place (AREA of {@code sequences.h}); its section
 * {@code ccache_sites} tells each place, as the distance from the entry. Only what is just as expected is written to:
 *
 * <ul>
 *   <li>the file's checksum, which stands in {@code ccache_hash}, is right;
 *   <li>each place lies in code, and holds the number: as a displacement or an immediate of four bytes on x86-64, with
 *       the offset of a field added; on aarch64 as the two immediates of {@code add x, x, #high, lsl #12} and
 *       {@code add x, x, #low}, which become {@code sub} for an area below the thread pointer;
 *   <li>when all are written the number is nowhere in the code any more.
 * </ul>
 *
 * <p>No page is ever writable and executable: what is mapped is the file that was written.
 */
final class AreaSites {
    private static final String SITES = "ccache_sites";
    private static final String HASH = "ccache_hash";
    private static final String[] CODE = {".text", "__rseq_failure"};

    private static final int LAST_FIELD = 24; // mm_cid: see org.ccache.layout.AreaLayout

    private static final int X86_NUMBER = 0x5ca1a800;
    private static final int ARM_NUMBER = 0x5ca1a8;
    private static final int ARM_HIGH = 0x9140_0000 | ARM_NUMBER >> 12 << 10; // add, lsl #12
    private static final int ARM_LOW = 0x9100_0000 | (ARM_NUMBER & 0xfff) << 10;
    private static final int ARM_REGISTERS = 0x3ff;
    private static final int ARM_IMMEDIATE = 0xfff << 10;
    private static final int ARM_SUB = 0x4000_0000; // in place of add
    private static final long ARM_MOST = (1 << 24) - 1;

    private final byte[] library;
    private final LibraryBytes file;
    private final ByteBuffer bytes;
    private final LibraryBytes.FileRange[] code = new LibraryBytes.FileRange[CODE.length];

    private AreaSites(byte[] library, LibraryBytes file) {
        this.library = library;
        this.file = file;
        this.bytes = file.bytes();
        for (int i = 0; i < CODE.length; i++) {
            code[i] = file.section(CODE[i]);
        }
    }

    /**
     * Writes the offset into a library's bytes: null, or why it cannot be done, and then they are of no use any more.
     * What has no such section is another's, and is left as it is.
     *
     * @param offset of the area; 0 where there is none, and then only the checksum is looked at: no sequence will run
     */
    static String write(byte[] library, long offset) {
        LibraryBytes file = LibraryBytes.of(library);
        try {
            LibraryBytes.FileRange sites = file == null ? null : file.section(SITES);
            if (sites == null) {
                return null;
            }
            String damage = damage(library, file.section(HASH));
            return damage != null || offset == 0 ? damage : new AreaSites(library, file).write(sites, offset);
        } catch (IndexOutOfBoundsException e) {
            return "the file is cut off";
        }
    }

    /** Of everything but the checksum itself, which counts as zero. */
    private static String damage(byte[] library, LibraryBytes.FileRange hash) {
        if (hash == null || hash.size() != Long.BYTES) {
            return "the file has no checksum";
        }
        CRC32 crc = new CRC32();
        crc.update(library, 0, hash.offset());
        crc.update(new byte[Long.BYTES], 0, Long.BYTES);
        int behind = hash.offset() + Long.BYTES;
        crc.update(library, behind, library.length - behind);
        long expected = ByteBuffer.wrap(library, hash.offset(), Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        return crc.getValue() == expected
                ? null
                : "the file is damaged: its checksum is " + Long.toHexString(crc.getValue()) + ", not "
                        + Long.toHexString(expected);
    }

    private String write(LibraryBytes.FileRange sites, long offset) {
        int machine = file.machine();
        if (machine != LibraryBytes.X86_64 && machine != LibraryBytes.AARCH64) {
            return "the file is for the machine " + machine;
        }
        boolean x86 = machine == LibraryBytes.X86_64;
        for (int entry = 0; entry < sites.size(); entry += Integer.BYTES) {
            int at = place(sites, entry, x86 ? Integer.BYTES : 2 * Integer.BYTES);
            if (at < 0 || !(x86 ? holdsNumber(at) : holdsPair(at))) {
                return "place " + entry / Integer.BYTES + " of " + SITES + " does not hold the area";
            }
            if (x86) {
                bytes.putInt(at, (int) (bytes.getInt(at) - X86_NUMBER + offset));
            } else {
                putPair(at, offset);
            }
        }
        return isLeft(x86) ? "the area stands in a place that " + SITES + " does not tell" : null;
    }

    /** Whether an offset can be written at all. */
    static boolean fits(int machine, long offset) {
        return machine == LibraryBytes.X86_64
                ? offset == (int) offset && offset + LAST_FIELD == (int) (offset + LAST_FIELD)
                : Math.abs(offset) <= ARM_MOST;
    }

    /** Where in the file; -1 if it is not in code. */
    private int place(LibraryBytes.FileRange sites, int entry, int length) {
        long place = sites.address() + entry + bytes.getInt(sites.offset() + entry);
        for (LibraryBytes.FileRange section : code) {
            if (section != null && section.holds(place, length)) {
                return section.inFile(place);
            }
        }
        return -1;
    }

    private boolean holdsNumber(int at) {
        int field = bytes.getInt(at) - X86_NUMBER;
        return field >= 0 && field <= LAST_FIELD;
    }

    private boolean holdsPair(int at) {
        return at % Integer.BYTES == 0
                && (bytes.getInt(at) & ~ARM_REGISTERS) == ARM_HIGH
                && (bytes.getInt(at + Integer.BYTES) & ~ARM_REGISTERS) == ARM_LOW;
    }

    private void putPair(int at, long offset) {
        int distance = (int) Math.abs(offset);
        int sign = offset < 0 ? ARM_SUB : 0;
        put(at, distance >> 12, sign);
        put(at + Integer.BYTES, distance & 0xfff, sign);
    }

    private void put(int at, int immediate, int sign) {
        bytes.putInt(at, bytes.getInt(at) & ~ARM_IMMEDIATE | immediate << 10 | sign);
    }

    /**
     * Byte by byte, the last one of the number first: this is done once, before anything is compiled, and each method
     * called for each byte would cost a millisecond of the start.
     */
    private boolean isLeft(boolean x86) {
        byte last = (byte) ((x86 ? X86_NUMBER : ARM_HIGH) >>> 24);
        byte before = (byte) ((x86 ? X86_NUMBER : ARM_HIGH) >>> 16);
        int length = x86 ? Integer.BYTES : 2 * Integer.BYTES;
        for (LibraryBytes.FileRange section : code) {
            int end = section == null ? 0 : section.offset() + section.size() - length;
            for (int at = section == null ? 1 : section.offset(); at <= end; at++) {
                if (library[at + 3] == last && library[at + 2] == before && (x86 ? holdsNumber(at) : holdsPair(at))) {
                    return true;
                }
            }
        }
        return false;
    }
}
