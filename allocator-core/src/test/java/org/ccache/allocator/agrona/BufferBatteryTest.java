package org.ccache.allocator.agrona;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.ChildProgram;

/**
 * The same calls on Agrona's own buffer and on ours: the same results, exceptions and contents. Agrona's needs a flag;
 * in the JVM without it ours on a block is compared with ours on a direct buffer of the JDK's.
 */
@Tag("agrona")
final class BufferBatteryTest {
    private static final boolean OPEN =
            Object.class.getModule().isExported("jdk.internal.misc", BufferBatteryTest.class.getModule());

    private static CcacheAllocator allocator;

    @BeforeContainer
    static void open() {
        allocator = CcacheAllocator.create();
    }

    @AfterContainer
    static void close() {
        allocator.close();
    }

    private static BlockBuffer ours() {
        return AgronaViews.wrap(
                allocator, allocator.allocate(BufferCall.CAPACITY), BufferCall.CAPACITY, new BlockBuffer());
    }

    private static AtomicBuffer reference() {
        ByteBuffer memory = ByteBuffer.allocateDirect(BufferCall.CAPACITY);
        if (OPEN) {
            return new UnsafeBuffer(memory);
        }
        BlockBuffer buffer = new BlockBuffer();
        buffer.wrap(memory);
        return buffer;
    }

    @Provide
    static Arbitrary<List<BufferCall>> programs() {
        return Arbitraries.randomValue(BufferCall::random).list().ofMinSize(1).ofMaxSize(60);
    }

    @Property(tries = 400)
    void giveThrowAndLeaveTheSame(@ForAll("programs") List<BufferCall> program) {
        BlockBuffer buffer = ours();
        BlockBuffer other = ours();
        try {
            assertThat(BufferBattery.run(buffer, other, program))
                    .isEqualTo(BufferBattery.run(reference(), reference(), program));
        } finally {
            allocator.free(buffer.addressOffset());
            allocator.free(other.addressOffset());
        }
    }

    /** Each method often enough, with results and with exceptions: else the property would compare little. */
    @Example
    void everyMethodIsAmongTheCallsAndDoesSomething() {
        Map<String, Integer> given = new HashMap<>();
        Map<String, Integer> thrown = new HashMap<>();
        BlockBuffer buffer = ours();
        BlockBuffer other = ours();
        for (int seed = 0; seed < 600; seed++) {
            List<BufferCall> calls = BufferBattery.calls(seed, 20);
            List<String> lines = BufferBattery.run(buffer, other, calls);
            for (int i = 0; i < calls.size(); i++) {
                boolean threw =
                        lines.get(i).contains("-> java.lang.") || lines.get(i).contains("-> org.agrona.");
                (threw ? thrown : given).merge(calls.get(i).method().toString(), 1, Integer::sum);
            }
        }
        assertThat(BufferCall.METHODS).hasSizeGreaterThan(100);
        assertThat(BufferCall.METHODS).allSatisfy(method -> {
            assertThat(given.getOrDefault(method.toString(), 0))
                    .as("%s", method)
                    .isGreaterThan(2);
            if (method.getParameterCount() > 0 && !method.getName().equals("compareTo")) {
                assertThat(thrown.getOrDefault(method.toString(), 0))
                        .as("%s", method)
                        .isGreaterThan(2);
            }
        });
        allocator.free(buffer.addressOffset());
        allocator.free(other.addressOffset());
    }

    /** What this JVM's reference gives is what ours gives in a JVM that was started with no flag but native access. */
    @Example
    void oursDoesTheSameWithoutTheFlag() throws Exception {
        int seeds = 30;
        int count = 200;
        ChildProgram.Ending ending = new ChildProgram(BatteryProgram.class)
                .with(AtomicBuffer.class)
                .run(Integer.toString(seeds), Integer.toString(count))
                .healthy();
        assertThat(ending.value("open")).isEqualTo("false");
        for (int seed = 0; seed < seeds; seed++) {
            List<String> here = BufferBattery.run(reference(), reference(), BufferBattery.calls(seed, count));
            assertThat(ending.number(Integer.toString(seed)))
                    .as("seed %d", seed)
                    .isEqualTo(here.hashCode());
        }
    }
}
