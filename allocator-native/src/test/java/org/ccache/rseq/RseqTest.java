package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Linker;
import org.ccache.library.NativeLibrary;
import org.ccache.os.Machine;
import org.ccache.sequence.Sequences;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class RseqTest {
    /**
     * The likeliest false green: every test passes in the fallback. Where the C library registers rseq and the library
     * was built, sequences must work.
     */
    @Test
    void sequencesWorkWhereTheyShould() {
        assumeTrue("Linux".equals(System.getProperty("os.name")), "Linux only");
        boolean known = switch (System.getProperty("os.arch")) {
            case "amd64", "aarch64" -> true;
            default -> false;
        };
        assumeTrue(known, "no sequences for this architecture");
        assumeTrue(
                Linker.nativeLinker().defaultLookup().find("__rseq_offset").isPresent(),
                "this C library does not register rseq");
        assumeTrue(
                !"off".equals(System.getProperty(Rseq.MODE_PROPERTY))
                        && !"false".equals(System.getProperty(NativeLibrary.ENABLED_PROPERTY)),
                "switched off for this run");
        String tunables = System.getenv().getOrDefault("GLIBC_TUNABLES", "");
        assumeTrue(!tunables.contains("rseq=0"), "registration is switched off for this run");
        boolean required = "required".equals(System.getProperty("native"));
        assumeTrue(required || NativeLibrary.available(), NativeLibrary.reason());
        assertThat(Rseq.mode()).as(Rseq.reason()).isNotEqualTo(RseqMode.UNAVAILABLE);
    }

    @Test
    void theReasonFitsTheMode() {
        switch (Rseq.mode()) {
            case MM_CID -> assertThat(Rseq.reason()).startsWith("self test");
            case CPU_ID -> assertThat(Rseq.reason()).contains("self test").containsAnyOf("mm_cid", Rseq.MODE_PROPERTY);
            case UNAVAILABLE -> assertThat(Rseq.reason()).isNotBlank();
        }
    }

    @Test
    void thePropertyDecides() {
        switch (System.getProperty(Rseq.MODE_PROPERTY, "auto")) {
            case "off" -> assertThat(Rseq.mode()).isEqualTo(RseqMode.UNAVAILABLE);
            case "cpu_id" -> assertThat(Rseq.mode()).isNotEqualTo(RseqMode.MM_CID);
            default -> {
                if (Rseq.mode() != RseqMode.UNAVAILABLE) {
                    assertThat(Rseq.mode() == RseqMode.MM_CID).isEqualTo(Machine.rseqFeatureSize() >= 28);
                }
            }
        }
    }

    @Test
    void indexesAreThePossibleCpus() {
        assertThat(Rseq.indexes()).isEqualTo(Machine.possibleCpus()).isPositive();
    }

    @Test
    void everyThreadHasAnIndexBelowTheNumberOfThem() throws InterruptedException {
        int low = Rseq.mode() == RseqMode.UNAVAILABLE ? -1 : 0;
        int high = Rseq.mode() == RseqMode.UNAVAILABLE ? -1 : Rseq.indexes() - 1;
        for (int i = 0; i < 1000; i++) {
            assertThat(Rseq.indexHint()).isBetween(low, high);
        }
        int[] seen = new int[2];
        Thread platform = Thread.ofPlatform().start(() -> seen[0] = Rseq.indexHint());
        Thread virtual = Thread.ofVirtual().start(() -> seen[1] = Rseq.indexHint());
        platform.join();
        virtual.join();
        assertThat(seen[0]).isBetween(low, high);
        assertThat(seen[1]).isBetween(low, high);
    }

    /** Right on machines of several nodes is for scripts/lab to show. */
    @Test
    void theNodeIsOneOfTheMachine() throws InterruptedException {
        assertThat(Rseq.nodeHint()).isBetween(0, Machine.nodes() - 1);
        int[] seen = {-1};
        Thread virtual = Thread.ofVirtual().start(() -> seen[0] = Rseq.nodeHint());
        virtual.join();
        assertThat(seen[0]).isBetween(0, Machine.nodes() - 1);
    }

    /** The two ways to it, which a machine of one node never goes. */
    @Test
    void bothSourcesOfTheNodeAnswer() {
        assumeTrue(NativeLibrary.available(), NativeLibrary::reason);
        assertThat(Machine.node()).isBetween(0L, Machine.nodes() - 1L);
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE && Machine.rseqFeatureSize() >= 28, "no node_id in the area");
        assertThat(Sequences.node()).isBetween(0, Machine.nodes() - 1);
    }

    @Test
    void saysHowTheLibraryCameToBeMapped() {
        assertThat(Rseq.library()).isNotBlank();
        assertThat(Rseq.library().contains("loaded")).isEqualTo(NativeLibrary.available());
    }

    @Test
    void publishesWhatASequenceOfOnesOwnNeeds() {
        if (Rseq.mode() == RseqMode.UNAVAILABLE) {
            assertThatIllegalStateException().isThrownBy(Rseq::areaOffset).withMessageContaining(Rseq.reason());
            assertThatIllegalStateException().isThrownBy(Rseq::indexField);
            assertThatIllegalStateException().isThrownBy(Rseq::fence);
            return;
        }
        assertThat(Rseq.areaOffset()).isNotZero();
        assertThat(Rseq.indexField()).isEqualTo(Rseq.mode() == RseqMode.MM_CID ? 24 : 4);
        assertThatNoException().isThrownBy(Rseq::fence);
    }
}
