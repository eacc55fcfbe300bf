package org.ccache.bench.research.fill;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final long NO_BUDGET = 0;
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    /**
     * The bound of an experiment is computed apart from the product, from what its documents say: they are the same.
     */
    @Test
    void magazinesHaveTheShapeThatTheBoundPresumes() throws ReflectiveOperationException {
        long most = 0;
        long least = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST_SHARED; c++) {
            most += SizeClasses.size(c) * blocks("most", c);
            least += SizeClasses.size(c) * blocks("least", c);
        }
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            assertThat(Shape.CLASSES.sizes(allocator)).hasSize(SizeClasses.LAST_SHARED - SizeClasses.FIRST + 1);
            assertThat(Shape.CLASSES.bound(allocator, 3, NO_LIMIT)).isEqualTo(3 * most);
            assertThat(Shape.CLASSES.bound(allocator, 3, NO_BUDGET)).isEqualTo(3 * least);
        }
    }

    private static long blocks(String name, int sizeClass) throws ReflectiveOperationException {
        Method method = Class.forName("org.ccache.allocator.cache.Capacities").getDeclaredMethod(name, int.class);
        method.setAccessible(true); // a tier's own, no interface
        return (int) method.invoke(null, sizeClass);
    }
}
