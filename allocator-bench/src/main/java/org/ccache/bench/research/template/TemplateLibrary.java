package org.ccache.bench.research.template;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code libtemplate.so} of this architecture, from the class path, opened once and never closed: a thread that once
 * ran its sequence keeps the descriptor's address in its rseq area, and the kernel reads it there.
 *
 * <p>The one class with downcalls of the template.
 */
@SuppressWarnings("restricted")
final class TemplateLibrary {
    private static final FunctionDescriptor COUNT = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG, // area
            ValueLayout.JAVA_LONG, // field
            ValueLayout.JAVA_LONG, // slots
            ValueLayout.JAVA_LONG, // limit
            ValueLayout.JAVA_LONG, // rounds
            ValueLayout.JAVA_LONG); // most

    private static final MethodHandle BRIEF;
    private static final MethodHandle LONG;

    static {
        MemorySegment function = open().findOrThrow("template_count");
        Linker linker = Linker.nativeLinker();
        // Critical: no thread transition, a third of the cost; but no safepoint until it returns, so for brief calls
        // only.
        BRIEF = linker.downcallHandle(function, COUNT, Linker.Option.critical(false));
        LONG = linker.downcallHandle(function, COUNT);
    }

    private TemplateLibrary() {}

    private static SymbolLookup open() {
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        String resource = "META-INF/template/linux-" + architecture + "/libtemplate.so";
        try (InputStream in = TemplateLibrary.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new UnsatisfiedLinkError(resource + " is not on the class path: built without a C compiler?");
            }
            Path file = Files.createTempFile("libtemplate", ".so");
            try {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                return SymbolLookup.libraryLookup(file, Arena.global());
            } finally {
                Files.delete(file); // it stays mapped
            }
        } catch (IOException e) {
            throw new UnsatisfiedLinkError(resource + ": " + e);
        }
    }

    static long brief(long area, long field, long slots, long limit, long most) {
        try {
            return (long) BRIEF.invokeExact(area, field, slots, limit, 0L, most);
        } catch (Throwable t) {
            throw new AssertionError("a downcall threw", t);
        }
    }

    static long count(long area, long field, long slots, long limit, long rounds, long most) {
        try {
            return (long) LONG.invokeExact(area, field, slots, limit, rounds, most);
        } catch (Throwable t) {
            throw new AssertionError("a downcall threw", t);
        }
    }
}
