package org.ccache.bench.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An ELF64 file, little-endian, as far as sections, symbols and words at addresses go. A word that the dynamic loader
 * would relocate reads as the loader would leave it at base 0.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/elf.5.html">elf(5)</a>
 */
public final class ElfFile {
    /** Addresses are those in the file: a mapping adds its base. */
    public record Section(String name, int type, long address, long offset, long size, int link) {
        public boolean holds(long place) {
            return place >= address && place < address + size;
        }
    }

    private static final int MAGIC = 0x464C457F; // "\177ELF"
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;

    private static final int MACHINE = 18;
    private static final int SECTION_HEADERS = 40;
    private static final int SECTION_HEADER_SIZE = 58;
    private static final int SECTION_COUNT = 60;
    private static final int SECTION_NAMES = 62;

    private static final String BUILD_ID = ".note.gnu.build-id";
    private static final int NOTE_HEADER = 12;

    private static final int TYPE_SYMBOLS = 2;
    private static final int TYPE_RELOCATIONS = 4;
    private static final int TYPE_NO_BITS = 8;

    private static final int SYMBOL_SIZE = 24;
    private static final int RELOCATION_SIZE = 24;

    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;
    private static final int RELATIVE_X86_64 = 8;
    private static final int RELATIVE_AARCH64 = 1027;

    private final ByteBuffer bytes;
    private final List<Section> sections = new ArrayList<>();
    private final Map<String, Long> symbols = new HashMap<>();
    private final Map<Long, Long> relocated = new HashMap<>();

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is no such file, or is cut off
     */
    public ElfFile(byte[] content) {
        bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (bytes.getInt(0) != MAGIC || bytes.get(4) != CLASS_64 || bytes.get(5) != LITTLE_ENDIAN) {
                throw new IllegalArgumentException("not a little-endian ELF64 file");
            }
            readSections();
            sections.forEach(this::readTable);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("an ELF file that is cut off", e);
        }
    }

    private void readSections() {
        int count = Short.toUnsignedInt(bytes.getShort(SECTION_COUNT));
        if (count == 0) {
            return; // all stripped: what is left is enough for the loader
        }
        int names = (int) bytes.getLong(header(Short.toUnsignedInt(bytes.getShort(SECTION_NAMES))) + 24);
        for (int i = 0; i < count; i++) {
            int at = header(i);
            sections.add(new Section(
                    text(names + bytes.getInt(at)),
                    bytes.getInt(at + 4),
                    bytes.getLong(at + 16),
                    bytes.getLong(at + 24),
                    bytes.getLong(at + 32),
                    bytes.getInt(at + 40)));
        }
    }

    private int header(int section) {
        return (int) bytes.getLong(SECTION_HEADERS) + section * bytes.getShort(SECTION_HEADER_SIZE);
    }

    private void readTable(Section section) {
        int start = (int) section.offset();
        if (section.type() == TYPE_SYMBOLS) {
            int names = (int) sections.get(section.link()).offset();
            for (int at = start; at < start + section.size(); at += SYMBOL_SIZE) {
                symbols.put(text(names + bytes.getInt(at)), bytes.getLong(at + 8));
            }
        } else if (section.type() == TYPE_RELOCATIONS) {
            for (int at = start; at < start + section.size(); at += RELOCATION_SIZE) {
                if (bytes.getInt(at + 8) == relative()) { // the low half of r_info
                    relocated.put(bytes.getLong(at), bytes.getLong(at + 16));
                }
            }
        }
    }

    private int relative() {
        return machine() == X86_64 ? RELATIVE_X86_64 : RELATIVE_AARCH64;
    }

    private int machine() {
        return Short.toUnsignedInt(bytes.getShort(MACHINE));
    }

    private String text(int at) {
        int end = at;
        while (bytes.get(end) != 0) {
            end++;
        }
        return new String(bytes.array(), at, end - at, StandardCharsets.US_ASCII);
    }

    /** As the kernel names it: x86_64 or aarch64, or the number of another one. */
    public String architecture() {
        return switch (machine()) {
            case X86_64 -> "x86_64";
            case AARCH64 -> "aarch64";
            default -> "machine " + machine();
        };
    }

    /** The number that the linker gave to this build of the file, in hexadecimal; empty if it gave none. */
    public Optional<String> buildId() {
        return sections.stream()
                .filter(section -> section.name().equals(BUILD_ID))
                .findFirst()
                .map(note -> {
                    int at = (int) note.offset();
                    int name = bytes.getInt(at); // with its end padded to a word, as the identifier's
                    int length = bytes.getInt(at + 4);
                    int start = at + NOTE_HEADER + (name + 3 & -4);
                    return HexFormat.of().formatHex(bytes.array(), start, start + length);
                });
    }

    /** Those with an address: the others are not mapped. */
    public List<Section> mapped() {
        return sections.stream().filter(section -> section.address() != 0).toList();
    }

    /**
     * The section of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Section section(String name) {
        return sections.stream()
                .filter(section -> section.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no section " + name));
    }

    /**
     * The address of a symbol, local ones included.
     *
     * @throws IllegalArgumentException if there is none, or the table was stripped
     */
    public long symbol(String name) {
        Long address = symbols.get(name);
        if (address == null) {
            throw new IllegalArgumentException("no symbol " + name);
        }
        return address;
    }

    /** The name of a symbol at an address that ends so, without that end; the address where there is none. */
    public String nameAt(long address, String end) {
        return symbols.entrySet().stream()
                .filter(symbol ->
                        symbol.getValue() == address && symbol.getKey().endsWith(end))
                .map(symbol -> symbol.getKey().substring(0, symbol.getKey().length() - end.length()))
                .findFirst()
                .orElse("0x" + Long.toHexString(address));
    }

    public int word32(long address) {
        return bytes.getInt(place(address));
    }

    public long word64(long address) {
        Long value = relocated.get(address);
        return value != null ? value : bytes.getLong(place(address));
    }

    private int place(long address) {
        Section section = sections.stream()
                .filter(candidate -> candidate.type() != TYPE_NO_BITS && candidate.holds(address))
                .filter(candidate -> candidate.address() != 0)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no section holds 0x" + Long.toHexString(address)));
        return (int) (section.offset() + address - section.address());
    }
}
