package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the jar tells GraalVM's native-image: an image can make the downcalls whose shapes are named, and no others. So
 * the file is compared with what {@link Handles} links, shape by shape.
 */
final class ReachabilityMetadataTest {
    private static final String FOLDER = "/META-INF/native-image/org.ccache/ccache-rseq/";
    private static final Pattern DOWNCALL =
            Pattern.compile("\\{\"returnType\":\"([^\"]+)\",\"parameterTypes\":\\[([^\\]]*)\\]"
                    + "(?:,\"options\":\\{\"critical\":\\{\"allowHeapAccess\":(true|false)\\}\\})?\\}");

    private static String text(String name) throws IOException {
        try (InputStream in = Handles.class.getResourceAsStream(FOLDER + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String shape(String result, String parameters, String heap) {
        return result + "(" + parameters + ")" + (heap == null ? "" : " critical, heap " + heap);
    }

    /** As the file has them. */
    private static List<String> told() throws IOException {
        String json = text("reachability-metadata.json").replaceAll("\\s", "");
        List<String> told = new ArrayList<>();
        Matcher matcher = DOWNCALL.matcher(json);
        while (matcher.find()) {
            told.add(shape(matcher.group(1), matcher.group(2).replace("\"", ""), matcher.group(3)));
        }
        assertThat(told).as("of all that the file has").hasSize(json.split("\"returnType\"", -1).length - 1);
        return told;
    }

    /** As the code makes them: by each method of Handles that links, of which each has one shape. */
    private static List<String> made() throws Exception {
        ClassModel handles;
        try (InputStream in = Handles.class.getResourceAsStream("Handles.class")) {
            handles = ClassFile.of().parse(in.readAllBytes());
        }
        List<String> made = new ArrayList<>();
        for (MethodModel method : handles.methods()) {
            String name = method.methodName().stringValue();
            long links = calls(method, "org/ccache/library/Handles", "link");
            assertThat(calls(method, "java/lang/foreign/Linker", "downcallHandle"))
                    .as("only link() may link: %s", name)
                    .isEqualTo(name.equals("link") ? 1 : 0);
            if (links > 0) {
                assertThat(links).as("shapes of %s", name).isEqualTo(1);
                MethodHandle handle =
                        (MethodHandle) Handles.class.getDeclaredMethod(name).invoke(null);
                made.add(shape(handle.type(), heapAccess(method)));
            }
        }
        return made;
    }

    private static String shape(MethodType type, String heap) {
        assertThat(type.parameterType(0)).as("the function").isEqualTo(MemorySegment.class);
        String parameters = type.parameterList().stream()
                .skip(1)
                .map(ReachabilityMetadataTest::name)
                .collect(Collectors.joining(","));
        return shape(name(type.returnType()), parameters, heap);
    }

    private static String name(Class<?> type) {
        return type == MemorySegment.class ? "void*" : "j" + type.getName();
    }

    private static List<CodeElement> code(MethodModel method) {
        return method.code().map(code -> code.elementList()).orElse(List.of());
    }

    private static boolean calls(CodeElement element, String owner, String name) {
        return element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(owner)
                && call.name().stringValue().equals(name);
    }

    private static long calls(MethodModel method, String owner, String name) {
        return code(method).stream()
                .filter(element -> calls(element, owner, name))
                .count();
    }

    /** The argument of {@link Linker.Option#critical}, null without that option. */
    private static String heapAccess(MethodModel method) {
        Object last = null;
        for (CodeElement element : code(method)) {
            if (element instanceof ConstantInstruction constant) {
                last = constant.constantValue();
            } else if (calls(element, "java/lang/foreign/Linker$Option", "critical")) {
                return Integer.valueOf(1).equals(last) ? "true" : "false";
            } else if (element instanceof InvokeInstruction call) {
                assertThat(call.owner().asInternalName())
                        .as("an option that is not compared here")
                        .isNotEqualTo("java/lang/foreign/Linker$Option");
            }
        }
        return null;
    }

    @Test
    void eachShapeThatIsLinkedIsNamedAndNoOther() throws Exception {
        List<String> made = made();
        assertThat(made).hasSize(4).contains("jlong(jlong,void*,jlong,jlong) critical, heap false");
        assertThat(told()).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void theLibrariesAreNamedAndNothingIsInitialisedByTheBuilder() throws IOException {
        assertThat(text("reachability-metadata.json")).contains("\"glob\": \"META-INF/native/**\"");
        assertThat(text("native-image.properties")).contains("Args = --initialize-at-run-time=org.ccache\n");
    }
}
