package org.ccache.bench.measure;

import static java.lang.constant.ConstantDescs.DEFAULT_NAME;
import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.List;

/**
 * Makes a fresh copy of a loop's class for each arm. The JIT compiler profiles a method, not its callers: with one
 * shared class the first arm to run would shape the profile of all, and no call could be inlined. A hidden class from
 * the same bytes has profiles and compiled code of its own, and what it is given are constants of it, as in a program
 * that keeps its allocator in a {@code static final} field.
 */
public final class HiddenLoop {
    private HiddenLoop() {}

    /**
     * An instance of a new class from the bytes of {@code template}.
     *
     * @param lookup of the template's package
     * @param loop what it is called by
     * @param constants that it reads by {@link #constant}
     */
    public static <T> T of(Lookup lookup, Class<T> loop, Class<? extends T> template, Object... constants) {
        Lookup copy = copy(lookup, template, constants);
        try {
            return loop.cast(copy.findConstructor(copy.lookupClass(), methodType(void.class))
                    .invoke());
        } catch (Throwable t) {
            throw new LinkageError("cannot make a loop of " + template, t);
        }
    }

    /** The new class alone, for those that construct it themselves. */
    public static Lookup copy(Lookup lookup, Class<?> template, Object... constants) {
        String resource = template.getName().substring(template.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = template.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return lookup.defineHiddenClassWithClassData(in.readAllBytes(), List.of(constants), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalAccessException e) {
            throw new LinkageError("cannot copy " + template, e);
        }
    }

    /** For the initializers of a template: one of the constants that its copy was given. */
    public static <T> T constant(Lookup lookup, Class<T> type, int index) {
        try {
            return MethodHandles.classDataAt(lookup, DEFAULT_NAME, type, index);
        } catch (IllegalAccessException e) {
            throw new LinkageError("not a copy: " + lookup.lookupClass(), e);
        }
    }
}
