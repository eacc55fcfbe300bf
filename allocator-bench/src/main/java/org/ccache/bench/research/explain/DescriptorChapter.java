package org.ccache.bench.research.explain;

import static org.ccache.bench.research.explain.AreaChapter.hex;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ccache.bench.machine.ElfFile;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.ccache.sequence.Sequences;

/** Descriptors: from the shipped files, beside the mapping, and in {@code rseq_cs} after a call. */
final class DescriptorChapter {
    private static final int TRIES = 100;

    private final Wording text;

    DescriptorChapter(Wording text) {
        this.text = text;
    }

    /** One architecture's file: its sections, and how many sequences. */
    void file(ElfFile file) {
        List<Descriptor> all = Descriptor.all(file);
        text.fact(
                "libccache.so, " + file.architecture(),
                all.size() + " sequences, signature before each abort handler " + signatures(all));
    }

    private static String signatures(List<Descriptor> all) {
        return all.stream()
                .map(descriptor -> String.format(Locale.ROOT, "0x%08x", descriptor.signature()))
                .distinct()
                .reduce((a, b) -> a + " and " + b)
                .orElse("none");
    }

    /** One descriptor, word by word. */
    void words(ElfFile file, Optional<LiveLibrary> library, String name) {
        Descriptor one = Descriptor.all(file).stream()
                .filter(descriptor -> descriptor.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sequence " + name));
        text.line("");
        text.line(String.format(
                Locale.ROOT, "%3s %-20s %-14s %-20s %s", "at", name + "_cs", "in the file", "mapped", "which is"));
        word(0, "version", one.version(), library, one, "0, or the kernel ends the process");
        word(4, "flags", one.flags(), library, one, "0, likewise");
        word(Descriptor.START, "start_ip", one.start(), library, one, "first instruction");
        word(Descriptor.LENGTH, "post_commit_offset", one.length(), library, one, "length in bytes");
        word(Descriptor.ABORT, "abort_ip", one.abort(), library, one, "outside, behind the signature");
        text.line("");
        text.fact("aligned to 32", one.address() % Descriptor.BYTES == 0 ? "yes: one cache line" : "no");
        boolean outside = one.abort() - one.start() < 0 || one.abort() - one.start() >= one.length();
        text.fact("abort_ip outside", outside ? "yes" : "no: the kernel would refuse it");
        text.fact(
                "mapped at",
                library.map(live -> hex(live.base()) + "; all "
                                + Descriptor.all(file).size() + " descriptors agree with the file")
                        .orElse("nowhere in this process, or from another file"));
    }

    private void word(int at, String name, long value, Optional<LiveLibrary> library, Descriptor one, String meaning) {
        boolean half = at < Descriptor.START;
        String mapped = library.map(live -> live.address(one.address()) + at)
                .map(address -> half ? (long) RawMemory.word32(address) : RawMemory.word64(address))
                .map(AreaChapter::hex)
                .orElse("-");
        text.line(String.format(Locale.ROOT, "%3d %-20s %-14s %-20s %s", at, name, hex(value), mapped, meaning));
    }

    /** What a call leaves in rseq_cs: the descriptor, until the next event. */
    void armed(LiveLibrary library, ThreadArea area, String name) {
        long descriptor = library.address(library.file().symbol(name + "_cs"));
        long address = area.address();
        long after = 0;
        int tries = 0;
        while (after != descriptor && tries++ < TRIES) {
            Sequences.pop(0, 0, 0); // no region at all: it leaves at once, through its exit for a bad index
            after = RseqField.RSEQ_CS.read(address);
        }
        text.fact("rseq_cs after a call", hex(after) + (after == descriptor ? ", this descriptor" : ""));
        long calls = 0;
        long limit = System.nanoTime() + 1_000_000_000L;
        while (after != 0 && System.nanoTime() < limit) {
            after = RseqField.RSEQ_CS.read(address);
            calls++;
        }
        text.fact("and later", after == 0 ? "0, after " + calls + " looks: an event came" : "still there after 1 s");
    }

    /** The sequence that {@link Sequences#pop} runs in this mode. */
    static String pop() {
        return Rseq.mode() == RseqMode.CPU_ID ? "ccache_pop_cpu" : "ccache_pop_cid";
    }

    /** The sections that debuggers and translators read. */
    void sections(ElfFile file) {
        text.line(String.format(Locale.ROOT, "%-26s %10s %8s  %s", "section", "address", "bytes", "holds"));
        section(file, Descriptor.DESCRIPTORS, "the descriptors, struct rseq_cs, 32 bytes each");
        section(file, Descriptor.POINTERS, "the address of each descriptor, 8 bytes each");
        section(file, Descriptor.EXITS, "start and exit of each other way out");
        section(file, Descriptor.HANDLERS, "signatures and abort handlers");
        text.line("");
        List<Descriptor.Exit> exits = Descriptor.exits(file);
        text.fact("exits listed", Integer.toString(exits.size()));
        for (Descriptor.Exit exit : exits) {
            if (exit.from().equals(pop())) {
                text.fact("  of " + exit.from(), exit.name());
            }
        }
    }

    private void section(ElfFile file, String name, String holds) {
        ElfFile.Section section = file.section(name);
        text.line(
                String.format(Locale.ROOT, "%-26s %10s %8d  %s", name, hex(section.address()), section.size(), holds));
    }

    /** The file of an architecture, or the reason why it cannot be shown. */
    Optional<ElfFile> find(String architecture) throws IOException {
        Optional<ElfFile> file = LiveLibrary.file(architecture);
        if (file.isEmpty()) {
            text.missing("libccache.so for " + architecture + " was not built.");
        }
        return file;
    }
}
