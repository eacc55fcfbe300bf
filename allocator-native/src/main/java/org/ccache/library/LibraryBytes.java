package org.ccache.library;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The sections of a shared library, as its bytes stand in a file: 64 bit, lowest byte first.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html">System V ABI, sections</a>
 */
final class LibraryBytes {
    static final int X86_64 = 62;
    static final int AARCH64 = 183;

    private static final int MAGIC = 0x464c457f; // 0x7f, E, L, F
    private static final int CLASS_64_LOW_FIRST = 0x0102;
    private static final int CLASS = 4;
    private static final int MACHINE = 18;
    private static final int SECTIONS = 40;
    private static final int SECTION_BYTES = 58;
    private static final int SECTION_COUNT = 60;
    private static final int NAMES = 62;

    private static final int NAME = 0;
    private static final int ADDRESS = 16;
    private static final int OFFSET = 24;
    private static final int SIZE = 32;

    private final ByteBuffer bytes;

    /**
     * A part of the file.
     *
     * @param address where it is mapped, from the library's base
     * @param offset where it stands in the file
     */
    record FileRange(long address, int offset, int size) {
        boolean holds(long place, int length) {
            return place >= address && place + length <= address + size;
        }

        int inFile(long place) {
            return offset + (int) (place - address);
        }
    }

    private LibraryBytes(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Of these very bytes, which may be written through {@link #bytes}; null if they are no such file. */
    static LibraryBytes of(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        return file.length > NAMES + 1 && bytes.getInt(0) == MAGIC && bytes.getShort(CLASS) == CLASS_64_LOW_FIRST
                ? new LibraryBytes(bytes)
                : null;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int machine() {
        return bytes.getShort(MACHINE);
    }

    /**
     * A section by its name, null if there is none.
     *
     * @throws IndexOutOfBoundsException if the file is cut off
     */
    FileRange section(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        int names = (int) bytes.getLong(header(bytes.getShort(NAMES)) + OFFSET);
        for (int i = 0; i < bytes.getShort(SECTION_COUNT); i++) {
            int header = header(i);
            if (isAt(names + bytes.getInt(header + NAME), wanted)) {
                FileRange section =
                        new FileRange(bytes.getLong(header + ADDRESS), (int) bytes.getLong(header + OFFSET), (int)
                                bytes.getLong(header + SIZE));
                bytes.get(section.offset() + section.size() - 1); // refuses what is beyond the file
                return section;
            }
        }
        return null;
    }

    private int header(int number) {
        return (int) bytes.getLong(SECTIONS) + number * bytes.getShort(SECTION_BYTES);
    }

    private boolean isAt(int place, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (bytes.get(place + i) != name[i]) {
                return false;
            }
        }
        return bytes.get(place + name.length) == 0;
    }
}
