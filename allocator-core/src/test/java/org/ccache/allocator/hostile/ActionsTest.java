package org.ccache.allocator.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ccache.allocator.AllocatorScope;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.FrontEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The list of actions is what the families of hostile states stand on: it is complete, and each action works in peace.
 */
final class ActionsTest {
    @Test
    void everyPublicMethodHasItsAction() {
        Set<String> methods = new TreeSet<>(methods(CcacheAllocator.class, ""));
        methods.addAll(methods(AllocatorScope.class, "scope."));
        Set<String> covered = Actions.all().stream()
                .flatMap(action -> action.methods().stream())
                .collect(Collectors.toSet());
        assertThat(covered).containsExactlyInAnyOrderElementsOf(methods);
    }

    private static Set<String> methods(Class<?> type, String prefix) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass().getPackage() == type.getPackage() && !method.isSynthetic())
                .map(method -> prefix + signature(method))
                .collect(Collectors.toSet());
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    @ParameterizedTest
    @MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
    void eachActionWorksInPeaceAsTheFirstAndAgain(FrontEnd frontEnd) {
        for (int first = 0; first < Actions.all().size(); first += ChildProgram.LONG ? 1 : 29) {
            Subject subject = Subject.open(frontEnd);
            for (int round = 0; round < 2; round++) {
                for (Action action : Actions.from(first)) {
                    action.body().run(subject);
                    assertThat(subject.difference()).as(action.name()).isNull();
                }
            }
            subject.release();
            assertThat(subject.difference()).isNull();
            subject.allocator.close();
        }
    }
}
