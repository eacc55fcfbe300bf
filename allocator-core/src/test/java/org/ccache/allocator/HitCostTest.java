package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What {@link CcacheAllocator} says that a hit costs is what it costs: loads by the class files, instructions by the
 * golden counts of the sequences, which the native tests compare with the object code.
 */
final class HitCostTest {
    private static final String ALLOCATOR = "org/ccache/allocator/CcacheAllocator";
    private static final Path NATIVE = Path.of("../allocator-native/src/test/golden");

    /** As it stands in the Javadoc, its lines joined: loads in Java, then instructions and loads of both machines. */
    private static final Pattern STATEMENT = Pattern.compile(
            "A hit of CCACHE costs (\\d+) loads in Java and one sequence: (\\d+) instructions with (\\d+) loads on x86-64,"
                    + " (\\d+) with (\\d+) on AArch64\\.");

    private static final Set<String> ALLOCATE = Set.of("SizeClasses.shared", "IndexCaches.pop");
    private static final Set<String> FREE = Set.of(
            "CcacheAllocator.spanMapAt",
            "SpanMap.at",
            "SlabLayout.isBlock",
            "CcacheAllocator.freeBlock",
            "IndexCaches.push");

    private static final List<String> WORDS = List.of("no", "one", "two", "three", "four", "five", "six", "seven");

    private static final String BELOW = "between the allocator and its sequence are constants only";

    private static List<int[]> statements; // of allocate, of free

    @BeforeAll
    static void readStatements() throws IOException {
        String source = Files.readString(Path.of("src/main/java/" + ALLOCATOR + ".java"))
                .replaceAll("\\s+\\*\\s+", " ");
        statements = new ArrayList<>();
        for (Matcher matcher = STATEMENT.matcher(source); matcher.find(); ) {
            int[] numbers = new int[matcher.groupCount()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Integer.parseInt(matcher.group(i + 1));
            }
            statements.add(numbers);
        }
        assertThat(statements).hasSize(2);
    }

    /** The columns of a sequence from its entry to its return: instructions, loads, stores, branches. */
    private static List<Integer> golden(String machine, String sequence) throws IOException {
        for (String line : Files.readAllLines(NATIVE.resolve(machine + ".txt"))) {
            String[] words = line.trim().split("\\s+");
            if (words[0].equals(sequence)) {
                return List.of(words).subList(1, 5).stream()
                        .map(Integer::valueOf)
                        .toList();
            }
        }
        throw new AssertionError("no counts of " + sequence + " on " + machine);
    }

    private static void agrees(int[] statement, String sequence) throws IOException {
        for (String index : List.of("_cid", "_cpu")) {
            assertThat(golden("x86_64", sequence + index)).startsWith(statement[1], statement[2]);
            assertThat(golden("aarch64", sequence + index)).startsWith(statement[3], statement[4]);
        }
    }

    @Test
    void instructionsAreThoseOfTheSequences() throws IOException {
        agrees(statements.getFirst(), "ccache_pop");
        agrees(statements.getLast(), "ccache_push");
    }

    @Test
    void theLoadsOfAllocate() {
        HitLoads loads = new HitLoads(ALLOCATE, Set.of("Sequences.pop"));
        loads.walk(ALLOCATOR, "allocate", "(J)J");
        assertThat(walkedBut(loads, "CcacheAllocator.allocate")).isEqualTo(ALLOCATE);
        assertThat(loads.leafCalls()).containsExactly("Sequences.pop");
        assertThat(loads.loadsBelow()).as(BELOW).isEmpty();
        assertThat(loads.fields()).containsExactly("CcacheAllocator.regions");
        assertThat(loads.fields().size() + loads.elements())
                .isEqualTo(statements.getFirst()[0]);
    }

    /** The span map's byte is outside the Java heap, and a load like the others. */
    @Test
    void theLoadsOfFree() {
        HitLoads loads = new HitLoads(FREE, Set.of("Sequences.push", "Memory.getByte"));
        loads.walk(ALLOCATOR, "free", "(J)V");
        assertThat(walkedBut(loads, "CcacheAllocator.free")).isEqualTo(FREE);
        assertThat(loads.leafCalls()).containsExactly("Memory.getByte", "Sequences.push");
        assertThat(loads.loadsBelow()).as(BELOW).isEmpty();
        assertThat(loads.fields()).allMatch(field -> field.startsWith("CcacheAllocator."));
        int mapByte = 1;
        assertThat(loads.fields().size() + loads.elements() + mapByte)
                .isEqualTo(statements.getLast()[0]);
    }

    private static Set<String> walkedBut(HitLoads loads, String first) {
        Set<String> walked = new TreeSet<>(loads.walked());
        walked.remove(first);
        return walked;
    }

    /** The look at what is below sees a load where there is one. */
    @Test
    void loadsBelowAreSeen() {
        HitLoads loads =
                new HitLoads(FREE, Set.of("CcacheAllocator.spanMapAt", "SlabLayout.isBlock", "IndexCaches.push"));
        loads.walk(ALLOCATOR, "free", "(J)V");
        assertThat(loads.loadsBelow()).contains("SlabLayout.isBlock: an array", "CcacheAllocator.spanMapAt: units");
    }

    /** The walk through an allocation tells the same. */
    @Test
    void theDesignDocumentSaysTheSame() throws IOException {
        String text = Files.readString(Path.of("../docs/design.md")).replaceAll("\\s+", " ");
        List<Integer> pop = golden("x86_64", "ccache_pop_cid");
        assertThat(text)
                .contains("On x86-64 the sequence is " + pop.get(0)
                        + " instructions from entry to return (`src/test/golden`), "
                        + WORDS.get(pop.get(1)) + " loads, " + WORDS.get(pop.get(2)) + " stores and "
                        + WORDS.get(pop.get(3)) + " branches");
        int push = golden("x86_64", "ccache_push_cid").getFirst();
        assertThat(text).contains("`IndexCaches.push`: a sequence of " + push + " instructions.");
    }
}
