package org.ccache.bench.ratio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Makes a fresh copy of a loop's class for each contender. With one shared class the first contender to run would shape
 * the profile of all, and no call could be inlined; with a hidden class per contender every one is compiled alike: its
 * two handles, and the allocator bound to them, are constants as in a program that keeps its allocator in a
 * {@code static final} field.
 */
final class LoopClasses {

    private LoopClasses() {}

    /** A new class from the bytes of {@code template}, which reads its handles from its class data, and an instance. */
    static RoundLoop instantiate(Class<? extends RoundLoop> template, Contender contender) {
        try {
            MethodHandles.Lookup copy = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(
                            bytes(template), List.of(contender.allocate(), contender.free()), true);
            return (RoundLoop) copy.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException t) {
            throw new LinkageError("cannot make a loop of " + template + " for " + contender.name(), t);
        }
    }

    private static byte[] bytes(Class<?> template) {
        String resource = template.getSimpleName() + ".class";
        try (InputStream in = template.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
