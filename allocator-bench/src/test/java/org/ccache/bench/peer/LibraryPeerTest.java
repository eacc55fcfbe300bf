package org.ccache.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any library as a peer, and each way in which one cannot be. */
class LibraryPeerTest {

    @TempDir
    Path folder;

    private Path library(String name, String... options) throws IOException, InterruptedException {
        return TestLibraries.compile(folder, name, options);
    }

    /** What is wrong, in a line without the folder. */
    private String refusal(String... peers) {
        String reason = Peers.refusal(List.of(peers)).orElseThrow();
        assertThat(reason).hasLineCount(1).doesNotContain(folder.toString());
        return reason;
    }

    @Test
    void theUsualNamesAreFoundAndItsOwnFunctionsCallEachOther() throws IOException, InterruptedException {
        String peer = "lib:" + library("libgood", "-DMORE", "-Wl,--build-id");
        assertThat(Peers.refusal(List.of(peer))).isEmpty();
        assertThat(PeerCheck.inProcess(peer)).matches(PeerCheck.WORKS + "libgood\\.so, build id [0-9a-f]{40}");
        assertThat(Peers.info(peer).name()).isEqualTo("lib:libgood.so").isEqualTo(Peers.published(peer));
        assertThat(Peers.info("lib:libgood.so").family()).isEqualTo(PeerInfo.Family.NATIVE);
    }

    /**
     * Without free_sized and aligned_alloc blocks are freed plainly and moved; without a build id the file is hashed.
     */
    @ParameterizedTest
    @CsvSource({
        "'', my_malloc:my_free",
        "-DMORE, my_malloc:my_free:my_free_sized",
        "-DMORE, my_malloc:my_free::my_aligned_alloc"
    })
    void namesOfItsOwnAreTakenAndNoOthers(String options, String symbols) throws IOException, InterruptedException {
        String peer = "lib:"
                + library("libmy", "-DNAME(x)=my_##x", "-Wl,--build-id=none", options.isEmpty() ? "-DLESS" : options)
                + "#" + symbols;
        assertThat(Peers.refusal(List.of(peer))).isEmpty();
        assertThat(PeerCheck.inProcess(peer)).matches(PeerCheck.WORKS + "libmy\\.so, SHA-256 [0-9a-f]{64}");
        assertThat(Peers.info(peer).name()).isEqualTo("lib:libmy.so#" + symbols);
    }

    @Test
    void aLinkNamesIt() throws IOException, InterruptedException {
        Path first = library("libone");
        Path second = Files.createSymbolicLink(folder.resolve("libother.so"), first);
        assertThat(Peers.refusal(List.of("lib:" + first, "lib:" + second, "malloc")))
                .isEmpty();
        assertThat(PeerCheck.inProcess("lib:" + second)).startsWith(PeerCheck.WORKS + "libone.so, ");
        Path same = Files.createDirectory(folder.resolve("newer")).resolve("libone.so");
        Files.copy(first, same);
        assertThat(refusal("lib:" + first, "lib:" + same)).contains("two peers would be called lib:libone.so");
    }

    /** libc has them, and the library needs libc: that must not count. */
    @Test
    void whatItLacksIsNotLookedForElsewhere() throws IOException, InterruptedException {
        String lacking = "lib:" + library("liblacking", "-DNO_FREE");
        assertThat(refusal(lacking)).isEqualTo("lib:liblacking.so has no symbol free of its own");
        assertThat(refusal(lacking + "#malloc:free:free_sized")).contains("has no symbol free");
        String named = "lib:" + library("libnamed", "-DNAME(x)=my_##x");
        assertThat(refusal(named)).isEqualTo("lib:libnamed.so has no symbol malloc of its own");
        assertThat(refusal(named + "#my_malloc:my_free:my_free_sized"))
                .endsWith(" has no symbol my_free_sized of its own");
    }

    @Test
    void filesThatAreNoLibraryOfThisMachineAreRefused() throws IOException, InterruptedException {
        assertThat(Peers.refusal(List.of("lib:" + folder.resolve("nothing.so"))))
                .contains("no such file: " + folder.resolve("nothing.so"));
        assertThat(Peers.refusal(List.of("lib:" + folder))).contains("no such file: " + folder);
        Path text = Files.writeString(folder.resolve("notes.txt"), "malloc and free\n".repeat(100));
        assertThat(refusal("lib:" + text)).isEqualTo("lib:notes.txt is no library: not a little-endian ELF64 file");
        Path empty = Files.createFile(folder.resolve("empty.so"));
        assertThat(refusal("lib:" + empty)).contains("cut off");

        Path library = library("libgood");
        byte[] bytes = Files.readAllBytes(library);
        Path half = Files.write(folder.resolve("half.so"), Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(refusal("lib:" + half)).contains("cut off");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(18, (short) 243);
        Path foreign = Files.write(folder.resolve("foreign.so"), bytes);
        assertThat(refusal("lib:" + foreign)).startsWith("lib:foreign.so is for machine 243, and this machine is ");
    }

    @Test
    void oneThatCannotBeOpenedIsRefusedWithTheLoadersReason() throws IOException, InterruptedException {
        Path needed = library("libneeded", "-DNAME(x)=other_##x");
        Path needing = library("libneeding", "-Wl,--no-as-needed", needed.toString());
        Files.delete(needed);
        assertThat(refusal("lib:" + needing)).startsWith("libneeding.so cannot be opened: libneeded.so: ");
    }

    @Test
    void oneThatCrashesAtOnceIsRefused() throws IOException, InterruptedException {
        assertThat(refusal("lib:" + library("libcrash", "-DCRASH_AFTER=0")))
                .startsWith(
                        "lib:libcrash.so ended the process that tried it: killed by signal 11, SIGSEGV in C [libcrash.so+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lib:",
                "lib:/",
                "lib:#malloc:free",
                "lib:x#",
                "lib:x#malloc",
                "lib:x#malloc:",
                "lib:x#a:b:c:d:e",
                "lib:x#a:b::"
            })
    void howItIsWrittenIsSaidWhereItIsWrittenOtherwise(String peer) {
        assertThat(refusal(peer)).startsWith("lib:PATH or lib:PATH#MALLOC:FREE").endsWith("not " + peer);
        assertThatIllegalArgumentException().isThrownBy(() -> Peers.info(peer));
    }

    @Test
    void aCommandLineIsPublishedWithoutFolders() {
        assertThat(Peers.published("bench larson --peers=malloc,lib:/home/me/libx.so#a:b,lib:./y.so,lib:z.so"))
                .isEqualTo("bench larson --peers=malloc,lib:libx.so#a:b,lib:y.so,lib:z.so");
        assertThat(Peers.published("ccache (A/A)")).isEqualTo("ccache (A/A)");
        assertThat(Peers.libraryVersion("malloc")).isEqualTo(Optional.empty());
    }
}
