package org.ccache.bench.research.explain;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The registered area: where it is, and each field with its value now. */
final class AreaChapter {
    private final Wording text;

    AreaChapter(Wording text) {
        this.text = text;
    }

    void write(ThreadArea area) throws InterruptedException {
        long here = area.address();
        text.fact("thread pointer", hex(area.threadPointer()));
        text.fact("__rseq_offset", area.offset() + " bytes from it");
        text.fact("this thread's area", hex(here) + ", aligned to " + Long.lowestOneBit(here));
        AtomicLong there = new AtomicLong();
        Thread.ofPlatform().start(() -> there.set(area.address())).join();
        text.fact("another thread's area", hex(there.get()) + ", at the same offset from its own");
        text.line("");
        text.line(
                String.format(Locale.ROOT, "%3s %-13s %5s  %-15s %s", "at", "field", "since", "value now", "meaning"));
        for (RseqField field : RseqField.values()) {
            // A value without a meaning: padding that nobody fills.
            String value =
                    area.covers(field) ? field.show(field.read(here)) : field.show(field.read(here)) + " (unused)";
            text.line(String.format(
                    Locale.ROOT,
                    "%3d %-13s %5s  %-15s %s",
                    field.offset(),
                    field.name().toLowerCase(Locale.ROOT),
                    field.since(),
                    value,
                    field.meaning()));
        }
        if (RseqField.CPU_ID.read(here) < 0) {
            text.missing("cpu_id is " + RseqField.CPU_ID.read(here) + ": the memory is there, but this thread is not"
                    + " registered. Was registration switched off (GLIBC_TUNABLES=glibc.pthread.rseq=0), or refused?");
        }
    }

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
