package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

/** Answers in a system's place what a test has for it, and keeps what was asked: numbers in hexadecimal. */
final class RecordedCalls implements PageCalls {
    private final Deque<String> asked = new ArrayDeque<>();
    private final Deque<Long> answers = new ArrayDeque<>();

    /** To the next calls. */
    void answer(long... next) {
        for (long one : next) {
            answers.add(one);
        }
    }

    /** The oldest call that was not expected yet. */
    void expect(String call) {
        assertThat(asked.poll()).isEqualTo(call);
    }

    void expectNone() {
        assertThat(asked).isEmpty();
    }

    @Override
    public void link() {
        asked.add("link");
    }

    @Override
    public long call(int function, long a, long b, long c, long d) {
        return ask(function + " " + words(a, b, c, d));
    }

    @Override
    public long map(long address, long bytes, long protection, long flags) {
        return ask("map " + words(address, bytes, protection, flags));
    }

    private static String words(long a, long b, long c, long d) {
        return Long.toHexString(a) + " " + Long.toHexString(b) + " " + Long.toHexString(c) + " " + Long.toHexString(d);
    }

    private long ask(String call) {
        asked.add(call);
        assertThat(answers).as("an answer to " + call).isNotEmpty();
        return answers.poll();
    }
}
