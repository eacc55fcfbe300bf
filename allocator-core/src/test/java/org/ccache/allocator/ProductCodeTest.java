package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the product's code does without.
 *
 * <p>No invokedynamic: the first time one is reached it is linked, and where that meets a full heap or the end of a
 * stack, it may be broken for ever, or classes of the JDK with it. So there are no lambdas, no references to methods,
 * no switches over patterns.
 *
 * <p>No monitors: on exit one wakes the first in its queue, and if that is a virtual thread without a carrier, those
 * behind it sleep beside a free monitor. The locks are those of {@code org.ccache.sync}.
 */
final class ProductCodeTest {
    /**
     * The compiler's own toString, hashCode and equals of records, which no code of the product calls but in reports.
     */
    private static final String OF_RECORDS = "java/lang/runtime/ObjectMethods";

    /** The lock that all class loaders share, one that virtual threads do not come to, and one of tests. */
    private static final List<String> WITH_MONITOR = List.of(
            "org/ccache/library/NativeLibrary.load()", "org/ccache/library/FirstUse.claim(", "org/ccache/os/Faults.");

    /** A class of each module. */
    @ParameterizedTest
    @ValueSource(classes = {CcacheAllocator.class, Rseq.class})
    void noMainClassHasInvokedynamic(Class<?> ofModule) throws IOException {
        assertThat(look(ofModule, ProductCodeTest::dynamic)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {CcacheAllocator.class, Rseq.class})
    void noMainClassHasAMonitorButThese(Class<?> ofModule) throws IOException {
        assertThat(look(ofModule, ProductCodeTest::monitor))
                .allMatch(place -> WITH_MONITOR.stream().anyMatch(place::startsWith));
    }

    /** Of the build's folders, or of its jars once they are made. */
    private static List<String> look(Class<?> ofModule, Predicate<MethodModel> wanted) throws IOException {
        Path place = Path.of(ChildProgram.place(ofModule));
        if (Files.isDirectory(place)) {
            return lookAll(place, wanted);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return lookAll(jar.getPath("/"), wanted);
        }
    }

    private static List<String> lookAll(Path root, Predicate<MethodModel> wanted) throws IOException {
        List<String> found = new ArrayList<>();
        int classes = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    (Iterable<Path>) files.filter(file -> file.toString().endsWith(".class"))::iterator) {
                classes++;
                look(ClassFile.of().parse(Files.readAllBytes(file)), wanted, found);
            }
        }
        assertThat(classes).isGreaterThan(40);
        return found;
    }

    private static void look(ClassModel type, Predicate<MethodModel> wanted, List<String> found) {
        for (MethodModel method : type.methods()) {
            if (wanted.test(method)) {
                found.add(type.thisClass().asInternalName() + "."
                        + method.methodName().stringValue()
                        + method.methodType().stringValue());
            }
        }
    }

    private static boolean dynamic(MethodModel method) {
        return has(
                method,
                element -> element instanceof InvokeDynamicInstruction dynamic
                        && !bootstrap(dynamic).equals(OF_RECORDS));
    }

    private static boolean monitor(MethodModel method) {
        return method.flags().has(AccessFlag.SYNCHRONIZED) || has(method, MonitorInstruction.class::isInstance);
    }

    private static boolean has(MethodModel method, Predicate<CodeElement> wanted) {
        return method.code().isPresent() && method.code().get().elementStream().anyMatch(wanted);
    }

    private static String bootstrap(InvokeDynamicInstruction instruction) {
        return instruction
                .invokedynamic()
                .bootstrap()
                .bootstrapMethod()
                .reference()
                .owner()
                .asInternalName();
    }

    /** The look itself sees both: this class has some. */
    @Test
    void isSeenWhereThereIsOne() throws IOException {
        assertThat(ofThis(ProductCodeTest::dynamic)).anyMatch(place -> place.contains(".isSeenWhereThereIsOne("));
        assertThat(ofThis(ProductCodeTest::monitor))
                .containsExactlyInAnyOrder(NAME + ".synchronised()V", NAME + ".block()V");
    }

    private static final String NAME = ProductCodeTest.class.getName().replace('.', '/');

    private static List<String> ofThis(Predicate<MethodModel> wanted) throws IOException {
        List<String> found = new ArrayList<>();
        Path file = Path.of(ChildProgram.place(ProductCodeTest.class)).resolve(NAME + ".class");
        look(ClassFile.of().parse(file), wanted, found);
        return found;
    }

    @SuppressWarnings("unused") // to be looked at
    private static synchronized void synchronised() {}

    @SuppressWarnings({"unused", "EmptyBlock"}) // to be looked at
    private static void block() {
        synchronized (NAME) {
            assertThat(NAME).isNotEmpty();
        }
    }
}
