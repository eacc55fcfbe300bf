package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.ccache.bench.Main;
import org.ccache.bench.measure.Task;
import org.ccache.bench.measure.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeasureCommandTest {
    private static final int NUMBER = 100_000;

    @Test
    void everyTaskIsKnown() {
        List<String> tasks = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackagesOf(Main.class).stream()
                        .filter(type -> type.isAssignableTo(Task.class) && !type.isInterface())
                        .map(JavaClass::getName)
                        .toList();
        assertThat(MeasureCommand.TASKS).extracting(Class::getName).containsExactlyInAnyOrderElementsOf(tasks);
    }

    static List<Class<? extends Task>> tasks() {
        return MeasureCommand.TASKS;
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void arrivesAsItWasSent(Class<? extends Task> type) throws ReflectiveOperationException {
        Task task = type.cast(example(type));
        assertThat(new Tasks(MeasureCommand.TASKS).parse(Tasks.line(task))).isEqualTo(task);
    }

    private static Object example(Class<?> type) throws ReflectiveOperationException {
        if (type.isRecord()) {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Object[] values = new Object[types.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = example(types[i]);
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[type.getEnumConstants().length - 1];
        }
        if (type == List.class) {
            return List.of((long) NUMBER);
        }
        return type == int.class ? NUMBER : type == long.class ? (long) NUMBER : type == boolean.class ? true : "text";
    }
}
