package org.ccache.bench.measure;

import java.io.IOException;

/**
 * What came of a child JVM that was told to measure.
 *
 * @param value what it answered, or null
 * @param failure why there is none; empty if there is one
 */
public record Answer<R>(R value, String failure) {

    static <R> Answer<R> of(R value) {
        return new Answer<>(value, "");
    }

    static <R> Answer<R> failed(String why) {
        return new Answer<>(null, why);
    }

    public boolean failed() {
        return !failure.isEmpty();
    }

    /** The value, where nobody can go on without it. */
    public R orThrow(String what) throws IOException {
        if (failed()) {
            throw new IOException(what + " failed: " + failure);
        }
        return value;
    }
}
