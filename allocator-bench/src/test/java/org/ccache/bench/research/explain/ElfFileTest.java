package org.ccache.bench.research.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ccache.bench.machine.ElfFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfFileTest {
    private static ElfFile file(String architecture) throws IOException {
        Optional<ElfFile> file = LiveLibrary.file(architecture);
        assumeTrue(file.isPresent(), "not built for " + architecture);
        return file.get();
    }

    @ParameterizedTest
    @CsvSource({"x86_64, 1392848979", "aarch64, -735527936"}) // 0x53053053, 0xd428bc00
    void readsEveryDescriptorOfTheShippedLibrary(String architecture, int signature) throws IOException {
        ElfFile file = file(architecture);
        assertThat(file.architecture()).isEqualTo(architecture);
        List<Descriptor> all = Descriptor.all(file);
        assertThat(all.stream().map(Descriptor::name))
                .contains("ccache_pop_cid", "ccache_push_cpu", "ccache_pop_batch_cid_count", "ccache_probe_spin");
        assertThat((long) all.size() * Descriptor.BYTES)
                .isEqualTo(file.section(Descriptor.DESCRIPTORS).size());
        for (Descriptor one : all) {
            assertThat(one.version()).isZero();
            assertThat(one.flags()).isZero();
            assertThat(one.address() % Descriptor.BYTES).isZero();
            assertThat(one.signature()).as(one.name()).isEqualTo(signature);
            assertThat(one.start()).isEqualTo(file.symbol(one.name() + "_start"));
            assertThat(one.start() + one.length()).isEqualTo(file.symbol(one.name() + "_commit"));
            assertThat(one.abort()).isEqualTo(file.symbol(one.name() + "_abort"));
            assertThat(file.section(Descriptor.HANDLERS).holds(one.abort())).isTrue();
        }
    }

    @Test
    void eachExitBelongsToASequence() throws IOException {
        ElfFile file = file(LiveLibrary.architecture());
        List<String> names = Descriptor.all(file).stream().map(Descriptor::name).toList();
        List<Descriptor.Exit> exits = Descriptor.exits(file);
        assertThat(exits).isNotEmpty();
        assertThat(names).containsAll(exits.stream().map(Descriptor.Exit::from).collect(Collectors.toSet()));
        assertThat(exits).contains(new Descriptor.Exit("ccache_pop_cid", "ccache_pop_cid_empty"));
    }

    @Test
    void theMappingIsTheFilesOwn() throws IOException {
        ElfFile file = file(LiveLibrary.architecture());
        Optional<LiveLibrary> library = LiveLibrary.of(file);
        assertThat(library).isPresent();
        assertThat(library.get().base() % 4096).isZero();
        // The first bytes of a mapped ELF file are its magic number.
        assertThat(RawMemory.word32(library.get().base())).isEqualTo(0x464C457F);
    }

    @Test
    void whatIsNotThereIsRefusedByName() throws IOException {
        ElfFile file = file(LiveLibrary.architecture());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.symbol("nobody"))
                .withMessageContaining("nobody");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.section(".none"))
                .withMessageContaining(".none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.word64(1L << 40))
                .withMessageContaining("holds");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        byte[] java = Files.readAllBytes(Path.of("/proc/self/exe"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ElfFile(new byte[100]));
        assertThatIllegalArgumentException().isThrownBy(() -> new ElfFile(new byte[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> new ElfFile(Arrays.copyOf(java, 1000)));
        assertThatIllegalArgumentException().isThrownBy(() -> Descriptor.all(new ElfFile(java)));
    }
}
