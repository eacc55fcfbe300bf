package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The product's code has no invokedynamic: the first time one is reached it is linked, and where that meets a full heap or the
 * end of the stack, it may be broken for ever, or classes of the JDK with it. So there are no lambdas, no references to methods,
 * no switches over patterns.
 */
final class NoInvokedynamicTest {
    /** The compiler's own toString, hashCode and equals of records, which no code of the product calls but in reports. */
    private static final String OF_RECORDS = "java/lang/runtime/ObjectMethods";

    /** A class of each module: of the build's folders, or of its jars once they are made. */
    @ParameterizedTest
    @ValueSource(classes = {CcacheAllocator.class, Rseq.class})
    void noMainClassHasOne(Class<?> ofModule) throws IOException {
        Path place = Path.of(ChildProgram.place(ofModule));
        if (Files.isDirectory(place)) {
            lookAll(place);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                lookAll(jar.getPath("/"));
            }
        }
    }

    private static void lookAll(Path root) throws IOException {
        List<String> found = new ArrayList<>();
        int classes = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    (Iterable<Path>) files.filter(file -> file.toString().endsWith(".class"))::iterator) {
                classes++;
                look(ClassFile.of().parse(Files.readAllBytes(file)), found);
            }
        }
        assertThat(classes).isGreaterThan(40);
        assertThat(found).isEmpty();
    }

    private static void look(ClassModel type, List<String> found) {
        for (MethodModel method : type.methods()) {
            String name = method.methodName().stringValue();
            method.code().ifPresent(code -> {
                if (dynamic(code)) {
                    found.add(type.thisClass().asInternalName() + "." + name
                            + method.methodType().stringValue());
                }
            });
        }
    }

    private static boolean dynamic(CodeModel code) {
        for (CodeElement element : code) {
            if (element instanceof InvokeDynamicInstruction dynamic
                    && !bootstrap(dynamic).equals(OF_RECORDS)) {
                return true;
            }
        }
        return false;
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

    /** The look itself sees one: this class has some. */
    @Test
    void isSeenWhereThereIsOne() throws IOException {
        List<String> found = new ArrayList<>();
        Path file = Path.of(ChildProgram.place(NoInvokedynamicTest.class))
                .resolve(NoInvokedynamicTest.class.getName().replace('.', '/') + ".class");
        look(ClassFile.of().parse(file), found);
        assertThat(found).anyMatch(place -> place.contains("NoInvokedynamicTest.look"));
    }
}
