package org.ccache.allocator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.ccache.allocator.memory.Memory;

/**
 * The package order: (root) over cache over depot over slab over arena over memory and sizeclass. A tier knows those
 * below it and none above; what is restricted or unchecked stays in a few named classes.
 */
@AnalyzeClasses(packages = "org.ccache", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String ROOT = "org.ccache.allocator";

    /** Top first. Packages in one list entry are peers. */
    private static final List<String[]> TIERS = List.of(
            new String[] {ROOT},
            new String[] {ROOT + ".cache"},
            new String[] {ROOT + ".depot"},
            new String[] {ROOT + ".slab"},
            new String[] {ROOT + ".arena"},
            new String[] {ROOT + ".memory", ROOT + ".sizeclass"});

    @ArchTest
    static void noTierKnowsOneAbove(JavaClasses all) {
        for (int upper = 0; upper < TIERS.size() - 1; upper++) {
            String[] below = TIERS.subList(upper + 1, TIERS.size()).stream()
                    .flatMap(Arrays::stream)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAnyPackage(below)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(TIERS.get(upper))
                    .because("the tiers are in one order, top to bottom")
                    .check(all);
        }
    }

    @ArchTest
    static final ArchRule everyPackageHasItsTier = classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .resideInAnyPackage(TIERS.stream().flatMap(Arrays::stream).toArray(String[]::new))
            .orShould()
            .resideInAPackage(ROOT + ".agrona");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("org.ccache.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nativeKnowsNoAllocator = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "..");

    @ArchTest
    static final ArchRule agronaIsOptional = noClasses()
            .that(not(resideInAPackage(ROOT + ".agrona")).and(resideInAPackage(ROOT + "..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.agrona..", ROOT + ".agrona"));

    /** The module below has a test of its own for where they are. */
    @ArchTest
    static final ArchRule nativeFunctionsAreFoundAndCalledBelow = noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .dependOnClassesThat(assignableTo(Linker.class)
                    .or(assignableTo(SymbolLookup.class))
                    .or(assignableTo(Linker.Option.class))
                    .or(assignableTo(MethodHandle.class)));

    @ArchTest
    static final ArchRule segmentsWithoutOwnerAreMadeInFewClasses = noClasses()
            .that(resideInAPackage(ROOT + "..").and(areNot(ROOT + ".memory.Memory", ROOT + ".CcacheAllocator")))
            .should()
            .callMethodWhere(target(owner(assignableTo(MemorySegment.class))).and(target(nameMatching("reinterpret"))));

    /**
     * The collector is no allocator, and the end of a shared scope is a handshake with all threads. What the native
     * part has without a library may be the collector's.
     */
    @ArchTest
    static final ArchRule scopesThatCostAreOpenedForArenasOfUsersOnly = noClasses()
            .that(areNot(
                    ROOT + ".AutoArena",
                    ROOT + ".SharedArena",
                    ROOT + ".ReusableSharedArena",
                    ROOT + ".ArenaPreparation",
                    "org.ccache.os.ZeroedMemory",
                    "org.ccache.os.JavaRange"))
            .should()
            .callMethod(Arena.class, "ofAuto")
            .orShould()
            .callMethod(Arena.class, "ofShared")
            .because("native memory has an owner that gives it back, and blocks are addresses");

    @ArchTest
    static final ArchRule theWholeAddressSpaceIsSeenInTwoClasses = noClasses()
            .that(areNot(ROOT + ".memory.Memory", ROOT + ".agrona.BufferRange"))
            .should()
            .callMethod(Memory.class, "everything");

    @ArchTest
    static final ArchRule onlyTheCacheTierIsPerThread = noClasses()
            .that(not(resideInAPackage(ROOT + ".cache")))
            .should()
            .dependOnClassesThat(assignableTo(ThreadLocal.class));

    @ArchTest
    static final ArchRule cleanersArePerAllocatorNeverPerBlock =
            noClasses().that(areNot(ROOT + ".Lifetime")).should().dependOnClassesThat(assignableTo(Cleaner.class));

    @ArchTest
    static final ArchRule regionsAreEnteredByTheLocksOfSync = noClasses()
            // The first parks its own thread, the second wakes one, the third parks with nothing held, and yields too.
            .that(areNot(ROOT + ".Maintainer", "org.ccache.library.FirstUse", "org.ccache.rseq.space.RegionLock")
                    .and(not(resideInAPackage("org.ccache.sync"))))
            .should()
            .dependOnClassesThat(resideInAPackage("java.util.concurrent.locks"))
            .because("a lock that is taken without the stack to leave it is held for ever, and a park is no wait");

    /** All but an arena, which is tested as {@code Arenas}. */
    @ArchTest
    static final ArchRule unitsOfTheLowerTiersHaveTestsOfTheirOwn = classes()
            .that(areNot(ROOT + ".arena.Arena")
                    .and(not(resideInAnyPackage(ROOT, ROOT + ".agrona")))
                    .and(resideInAPackage(ROOT + "..")))
            .and()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotRecords()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .areNotAssignableTo(Throwable.class)
            .should(haveATest());

    private static ArchCondition<JavaClass> haveATest() {
        return new ArchCondition<>("have a test that names them") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String test = "/" + type.getName().replace('.', '/') + "Test.class";
                boolean there = ArchitectureTest.class.getResource(test) != null;
                events.add(new SimpleConditionEvent(type, there, "no " + test));
            }
        };
    }

    /** Every class of ours but these and those nested in them. */
    private static DescribedPredicate<JavaClass> areNot(String... names) {
        Set<String> excepted = Set.of(names);
        return DescribedPredicate.describe(
                "are not " + String.join(", ", names),
                type -> !excepted.contains(type.getName().replaceAll("\\$.*", "")));
    }
}
