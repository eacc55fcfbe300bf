package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The area's offset in the code of both architectures, compared with what a disassembler says. */
final class AreaSitesTest {
    private static final long FIELD_CS = 8;
    private static final long FIELD_CPU = 4;
    private static final long FIELD_NODE = 20;
    private static final long FIELD_CID = 24;

    @TempDir
    Path temporary;

    private static byte[] library(String architecture) {
        byte[] library = NativeLoader.embedded("linux-" + architecture + "/libccache.so");
        assumeTrue(library != null, "built without native code for " + architecture);
        return library;
    }

    private static ByteBuffer words(byte[] library) {
        return ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
    }

    private List<String> disassembled(String architecture, byte[] library) throws IOException, InterruptedException {
        String host = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        String prefix = architecture.equals(host) ? "" : architecture + "-linux-gnu-";
        Path file = Files.write(temporary.resolve("written.so"), library);
        try {
            Process process = new ProcessBuilder(prefix + "objdump", "-dw", "--no-show-raw-insn", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(text).isZero();
            return text.lines().toList();
        } catch (IOException e) {
            return abort("no disassembler: " + e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2336, 64, -32, -4096, 0x12345})
    void eachPlaceOnX86HasTheAreaAndAField(long area) throws Exception {
        byte[] library = library("x86_64");
        assertThat(AreaSites.write(library, area)).isNull();
        Pattern place = Pattern.compile("%fs:(0x[0-9a-f]+)(?![0-9a-f(])");
        List<Long> fields = new ArrayList<>();
        for (String line : disassembled("x86_64", library)) {
            Matcher matcher = place.matcher(line);
            if (matcher.find()) {
                long offset = Long.parseUnsignedLong(matcher.group(1).substring(2), 16);
                fields.add((int) offset - area);
            }
        }
        int probe = 1; // and the places that call the thread pointer itself
        fields.removeIf(field -> field == -area);
        assertThat(fields).hasSizeGreaterThan(100 + probe).containsOnly(FIELD_CS, FIELD_CPU, FIELD_NODE, FIELD_CID);
    }

    @ParameterizedTest
    @ValueSource(longs = {2336, 64, -32, -4096, 0x12345, -0x12345, (1 << 24) - 1, -(1 << 24) + 1})
    void eachPlaceOnArmIsThePair(long area) throws Exception {
        byte[] library = library("aarch64");
        assertThat(AreaSites.write(library, area)).isNull();
        List<String> lines = disassembled("aarch64", library);
        String name = area < 0 ? "sub" : "add";
        Pattern high = Pattern.compile("\\t" + name + "\\t(x\\d+), \\1, #0x([0-9a-f]+), lsl #12");
        Pattern low = Pattern.compile("\\t" + name + "\\t(x\\d+), \\1, #0x([0-9a-f]+)$");
        int found = 0;
        for (int i = 0; i + 2 < lines.size(); i++) {
            if (!lines.get(i).contains("tpidr_el0") || lines.get(i + 1).contains("tpidr_el0")) {
                continue;
            }
            Matcher first = high.matcher(lines.get(i + 1));
            Matcher second = low.matcher(lines.get(i + 2));
            if (first.find() && second.find()) {
                long distance = Long.parseLong(first.group(2), 16) << 12 | Long.parseLong(second.group(2), 16);
                assertThat(area < 0 ? -distance : distance).isEqualTo(area);
                found++;
            }
        }
        assertThat(found).isGreaterThan(25);
    }

    /** Code and checksum apart nothing is touched; and what is written is nothing that can be written again. */
    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void onlyThePlacesAreWritten(String architecture) {
        byte[] before = library(architecture);
        byte[] after = before.clone();
        assertThat(AreaSites.write(after, 2336)).isNull();
        int different = 0;
        for (int i = 0; i < before.length; i++) {
            different += before[i] == after[i] ? 0 : 1;
        }
        assertThat(different).isBetween(100, 2_000);
        assertThat(AreaSites.write(after, 2336)).contains("damaged");
        OtherBuild.writeHash(after);
        assertThat(AreaSites.write(after, 2336)).contains("place 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void withoutAnAreaNothingIsWritten(String architecture) {
        byte[] library = library(architecture);
        assertThat(AreaSites.write(library, 0)).isNull();
        assertThat(library).isEqualTo(library(architecture));
    }

    @ParameterizedTest
    @CsvSource({"62, 2147483647, false", "62, 2147483600, true", "62, -2147483648, true", "183, 16777215, true"})
    void whatFits(int machine, long offset, boolean fits) {
        assertThat(AreaSites.fits(machine, offset)).isEqualTo(fits);
        assertThat(AreaSites.fits(machine, offset << 8)).isFalse();
    }

    private static void refused(String architecture, String why, boolean hashed, Consumer<byte[]> damage) {
        byte[] library = library(architecture);
        damage.accept(library);
        if (hashed) {
            OtherBuild.writeHash(library);
        }
        assertThat(AreaSites.write(library, 2336)).as(architecture).contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void whatIsNotAsExpectedIsRefused(String architecture) {
        refused(architecture, "damaged", false, library -> library[library.length / 2] ^= 1);
        LibraryBytes.FileRange sites = LibraryBytes.of(library(architecture)).section("ccache_sites");
        int first = sites.offset();
        refused(
                architecture,
                "place 0",
                true,
                library -> words(library).putInt(first, words(library).getInt(first) + 4));
        refused(architecture, "place 0", true, library -> words(library).putInt(first, 0)); // in no code
        refused(
                architecture,
                "place 1",
                true,
                library -> words(library) // the same place twice
                        .putInt(first + 4, words(library).getInt(first) - 4));
        assertThat(AreaSites.write(new byte[10], 2336)).isNull(); // another's file, which is not ours to write
        byte[] cut = Arrays.copyOf(library(architecture), 5_000);
        assertThat(AreaSites.write(cut, 2336)).contains("cut off");
    }

    /** A place that the table does not tell would go by an area that is nowhere. */
    @Test
    void aPlaceThatIsLeftIsSeen() {
        refused("x86_64", "does not tell", true, library -> {
            LibraryBytes file = LibraryBytes.of(library);
            LibraryBytes.FileRange text = file.section(".text");
            words(library).putInt(text.offset() + text.size() - 8, 0x5ca1a808);
        });
    }
}
