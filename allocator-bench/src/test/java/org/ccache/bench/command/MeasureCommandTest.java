package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.ccache.bench.Main;
import org.ccache.bench.footprint.FootprintTask;
import org.ccache.bench.footprint.Settings;
import org.ccache.bench.measure.Task;
import org.ccache.bench.measure.Tasks;
import org.ccache.bench.suite.LoadTask;
import org.junit.jupiter.api.Test;

class MeasureCommandTest {
    /** One of each. */
    private static final List<Task> EXAMPLES = List.of(
            new LoadTask("larson", "malloc", 1, 2, 300, 400),
            new FootprintTask("threads", "tcache", Settings.quick().withVariant("virtual-10")));

    @Test
    void everyTaskIsKnown() {
        List<String> tasks = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackagesOf(Main.class).stream()
                        .filter(type -> type.isAssignableTo(Task.class) && !type.isInterface())
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(MeasureCommand.TASKS).extracting(Class::getName).containsExactlyInAnyOrderElementsOf(tasks);
    }

    @Test
    void eachArrivesAsItWasSent() {
        Tasks tasks = new Tasks(MeasureCommand.TASKS);
        assertThat(EXAMPLES)
                .map(Object::getClass)
                .map(Class::getName)
                .containsExactlyInAnyOrderElementsOf(
                        MeasureCommand.TASKS.stream().map(Class::getName).toList());
        for (Task task : EXAMPLES) {
            assertThat(tasks.parse(Tasks.line(task))).isEqualTo(task);
        }
    }
}
