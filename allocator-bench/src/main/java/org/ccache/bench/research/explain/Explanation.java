package org.ccache.bench.research.explain;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.ccache.bench.machine.ElfFile;
import org.ccache.bench.machine.LibcVersion;
import org.ccache.os.Machine;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/** The walk, chapter by chapter. What cannot be shown here is said, with the reason, and the walk goes on. */
public final class Explanation {
    private final Wording text;
    private final Optional<ThreadArea> area = ThreadArea.find();

    /** Writes to {@code out}, with or without colours. */
    public Explanation(PrintStream out, boolean plain) {
        this.text = new Wording(out, plain);
    }

    /** All of it: some five seconds. */
    public void write() throws IOException, InterruptedException {
        text.say("Restartable sequences by hand: what the document claims, and what this machine answers."
                + " docs/rseq.md says what this project makes of it.");
        machine();
        area();
        features();
        Optional<LiveLibrary> library = descriptors();
        aborts(library);
        indexes();
    }

    private void machine() {
        text.chapter("The machine");
        text.claim("sequences are in Linux since 4.18, and glibc registers each thread since 2.35.");
        text.fact("kernel, C library", Machine.kernel() + ", " + LibcVersion.text());
        text.fact("architecture", System.getProperty("os.arch"));
        text.fact("this project's mode", Rseq.mode().toString());
        text.say(Rseq.reason());
    }

    private void area() throws InterruptedException {
        text.chapter("The registered area, struct rseq");
        text.claim(
                "each thread shares a small structure with the kernel; the C library keeps it beside the thread's control"
                        + " block, __rseq_offset bytes from the thread pointer. The scheduler writes the numbers, so they must be"
                        + " read anew each time.");
        if (area.isPresent()) {
            new AreaChapter(text).write(area.get());
        } else {
            noArea();
        }
    }

    private void features() {
        text.chapter("Feature size");
        text.claim(
                "the auxiliary vector says how many bytes of the structure the kernel fills; mm_cid counts if they reach"
                        + " its end, byte " + RseqField.MM_CID.end() + ".");
        if (area.isPresent()) {
            new FeatureChapter(text).write(area.get());
        } else {
            noArea();
            text.fact("AT_RSEQ_FEATURE_SIZE", Machine.rseqFeatureSize() + " bytes");
        }
    }

    private void noArea() {
        text.missing("this C library has no __rseq_offset, __rseq_size and __rseq_flags; glibc does from 2.35 on.");
    }

    private Optional<LiveLibrary> descriptors() throws IOException {
        DescriptorChapter chapter = new DescriptorChapter(text);
        text.chapter("A sequence's descriptor, struct rseq_cs");
        text.claim(
                "it says where a sequence starts, how long it is, and where an interrupted thread goes on. The kernel"
                        + " compares the interrupted instruction's address with it when rseq_cs points to it.");
        Optional<ElfFile> own = Optional.empty();
        for (String architecture : new String[] {"x86_64", "aarch64"}) {
            Optional<ElfFile> file = chapter.find(architecture);
            file.ifPresent(chapter::file);
            own = architecture.equals(LiveLibrary.architecture()) ? file : own;
        }
        if (own.isEmpty()) {
            return Optional.empty();
        }
        Optional<LiveLibrary> library = LiveLibrary.of(own.get());
        chapter.words(own.get(), library, DescriptorChapter.pop());
        if (library.isPresent() && area.isPresent() && Rseq.mode() != RseqMode.UNAVAILABLE) {
            text.claim(
                    "a thread sets rseq_cs before each sequence; the kernel clears it when it finds it left behind.");
            chapter.armed(library.get(), area.get(), DescriptorChapter.pop());
        }
        text.chapter("The debugger's sections");
        text.claim(
                "a breakpoint inside would restart the sequence for ever, so debuggers are told where sequences are, by"
                        + " two sections of the file. (scripts/reproduce gdb shows what gdb makes of that.)");
        chapter.sections(own.get());
        return library;
    }

    private void aborts(Optional<LiveLibrary> library) throws IOException, InterruptedException {
        text.chapter("Aborts");
        text.claim(
                "a sequence is interrupted by preemption, by a signal and by migration, and then starts again from its"
                        + " abort handler.");
        if (Rseq.mode() == RseqMode.UNAVAILABLE) {
            text.missing(Rseq.reason());
        } else if (library.isEmpty() || area.isEmpty()) {
            text.missing("the library is mapped from another file than the one shipped, so its probe cannot be found.");
        } else {
            new AbortChapter(text).write(library.get());
        }
    }

    private void indexes() throws IOException, InterruptedException {
        text.chapter("cpu_id against mm_cid");
        text.claim(
                "cpu_id is below the number of CPUs. mm_cid is below the number of threads that run at once, so that few"
                        + " threads need few indexes on any machine.");
        if (area.isEmpty() || !area.get().covers(RseqField.MM_CID)) {
            text.missing("no area that is registered and reaches to mm_cid (see 2 and 3).");
        } else {
            new IndexChapter(text, area.get()).write();
        }
    }
}
