package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.ccache.allocator.agrona.AgronaViews;
import org.ccache.allocator.agrona.BlockBuffer;
import org.ccache.allocator.agrona.MaintenanceAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null is refused where it is given, by its name, and not where it is used: every public method, every reference. */
final class NullsTest {
    private final CcacheAllocator allocator =
            CcacheAllocator.builder().maintenance(Maintenance.CALLER).build();
    private final long block = allocator.allocate(100);
    private final AllocatorScope scope = allocator.scope("part", 1000);

    @AfterEach
    void close() {
        allocator.close();
    }

    static Stream<Arguments> parameters() {
        return Stream.concat(
                        Stream.of(
                                        OffHeapAllocator.class,
                                        CcacheAllocator.class,
                                        AllocatorScope.class,
                                        CcacheAllocatorBuilder.class)
                                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())),
                        Stream.concat(
                                Arrays.stream(AgronaViews.class.getDeclaredMethods()),
                                Arrays.stream(MaintenanceAgent.class.getDeclaredConstructors())))
                .filter(member -> Modifier.isPublic(member.getModifiers()) && !member.isSynthetic())
                .flatMap(member -> Arrays.stream(member.getParameters())
                        .filter(parameter -> !parameter.getType().isPrimitive())
                        .map(parameter -> Arguments.of(
                                Named.of(member.getDeclaringClass().getSimpleName() + "." + member.getName(), member),
                                Named.of(parameter.getName(), parameter))));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void isRefusedAtOnceByName(Executable member, Parameter parameter) {
        assertThat(parameter.isNamePresent()).isTrue();
        Object[] arguments = Arrays.stream(member.getParameters())
                .map(each -> each.equals(parameter) ? null : example(each.getType()))
                .toArray();
        assertThatThrownBy(() -> call(member, arguments))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining(parameter.getName());
        assertThat(allocator.audit().liveBlocks()).isEqualTo(1);
    }

    @Test
    void theOptionsThatWereAcceptedOnceAreAmongThem() {
        assertThat(parameters().map(arguments -> ((Named<?>) arguments.get()[0]).getName()))
                .contains(
                        "CcacheAllocatorBuilder.maintenance",
                        "CcacheAllocatorBuilder.exhaustionHandler",
                        "CcacheAllocatorBuilder.hugePages",
                        "CcacheAllocatorBuilder.frontEnd",
                        "CcacheAllocatorBuilder.purgeDelay",
                        "CcacheAllocator.scope",
                        "AllocatorScope.scope",
                        "AgronaViews.wrap");
    }

    private Object example(Class<?> type) {
        return Map.<Class<?>, Object>ofEntries(
                        Map.entry(int.class, 0),
                        Map.entry(long.class, block),
                        Map.entry(long[].class, new long[0]),
                        Map.entry(String.class, "name"),
                        Map.entry(MemorySegment.class, MemorySegment.NULL),
                        Map.entry(ByteOrder.class, ByteOrder.nativeOrder()),
                        Map.entry(OffHeapAllocator.class, allocator),
                        Map.entry(CcacheAllocator.class, allocator),
                        Map.entry(Duration.class, Duration.ZERO),
                        Map.entry(DirectBuffer.class, new BlockBuffer()))
                .get(type);
    }

    private void call(Executable member, Object... arguments) throws Throwable {
        try {
            if (member instanceof Method method) {
                method.invoke(receiver(method.getDeclaringClass()), arguments);
            } else {
                ((Constructor<?>) member).newInstance(arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object receiver(Class<?> type) {
        if (type == CcacheAllocator.class || type == OffHeapAllocator.class) {
            return allocator;
        }
        return type == AllocatorScope.class ? scope : CcacheAllocator.builder();
    }
}
