package org.ccache.rseq;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.channels.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The order of the packages of this module. Each knows those below it and none above or beside it; what is restricted
 * or unchecked stays in a few named classes.
 */
@AnalyzeClasses(packages = "org.ccache", importOptions = ImportOption.DoNotIncludeTests.class)
final class NativeArchitectureTest {
    /** Top first. Packages in one list entry are peers. */
    private static final List<String[]> FLOORS = List.of(
            new String[] {"org.ccache.rseq", "org.ccache.rseq.ring"}, // what applications see
            new String[] {"org.ccache.rseq.space"}, // what per-CPU data is made of
            new String[] {"org.ccache.sequence"}, // whether there are sequences, and the calls of them
            new String[] {"org.ccache.os"}, // the kernel's calls, and what the machine offers
            new String[] {"org.ccache.library"}, // the native library
            new String[] {"org.ccache.layout", "org.ccache.sync"});

    private static String[] floors(int from, int to) {
        return FLOORS.subList(from, to).stream().flatMap(Arrays::stream).toArray(String[]::new);
    }

    @ArchTest
    static void noPackageKnowsOneAboveOrBesideIt(JavaClasses all) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                String[] below = floors(floor + 1, FLOORS.size());
                classes()
                        .that()
                        .resideInAPackage(name)
                        .should()
                        .onlyDependOnClassesThat(in(name, below).or(notOurs()))
                        .because("the packages are in one order, top to bottom")
                        .check(all);
            }
        }
    }

    private static DescribedPredicate<JavaClass> in(String name, String... others) {
        return DescribedPredicate.describe(
                "are in " + name + " or below",
                type -> type.getPackageName().equals(name) || List.of(others).contains(type.getPackageName()));
    }

    private static DescribedPredicate<JavaClass> notOurs() {
        return DescribedPredicate.describe(
                "are not ours", type -> !type.getPackageName().startsWith("org.ccache."));
    }

    @ArchTest
    static final ArchRule everyPackageHasItsFloor = classes().should().resideInAnyPackage(floors(0, FLOORS.size()));

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("org.ccache.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nativeFunctionsAreFoundByTheLibraryOnly = noClasses()
            .that(areNot("org.ccache.library.Handles", "org.ccache.library.NativeLoader"))
            .should()
            .dependOnClassesThat(assignableTo(Linker.class)
                    .or(assignableTo(SymbolLookup.class))
                    .or(assignableTo(Linker.Option.class)));

    @ArchTest
    static final ArchRule downcallsAreInOneClass = noClasses()
            .that(areNot("org.ccache.library.Downcalls"))
            .should()
            .callMethodWhere(
                    target(owner(assignableTo(MethodHandle.class))).and(target(nameMatching("invoke(Exact|With.*)?"))));

    @ArchTest
    static final ArchRule segmentsGetTheirBoundsInFewClasses = noClasses()
            .that(areNot(
                    "org.ccache.library.NativeTable",
                    "org.ccache.library.RegisteredArea",
                    "org.ccache.os.ZeroedMemory"))
            .should()
            .callMethodWhere(target(owner(assignableTo(MemorySegment.class))).and(target(nameMatching("reinterpret"))));

    /** An interrupt closes a channel, and makes the JDK forget what it has mapped. */
    @ArchTest
    static final ArchRule channelsAreOfOneClass = noClasses()
            .that(areNot("org.ccache.os.SparseMapping"))
            .should()
            .dependOnClassesThat(assignableTo(Channel.class));

    /** Which pages there are is one decision; everybody else has those that were found. */
    @ArchTest
    static final ArchRule pagesAreChosenInOneClass = noClasses()
            .that(areNot("org.ccache.os.PagesChoice", "org.ccache.os.JavaPages", "org.ccache.os.PosixPages"))
            .should()
            .callConstructorWhere(target(owner(DescribedPredicate.describe(
                    "pages of a system",
                    (JavaClass type) -> type.getName().startsWith("org.ccache.os.")
                            && type.getName().endsWith("Pages")))));

    /** What both sides of a border agree on is numbers, and what is made of them. */
    @ArchTest
    static final ArchRule layoutsHaveNoState = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("org.ccache.layout")
            .should()
            .beStatic();

    /** Every class of ours but these and those nested in them. */
    private static DescribedPredicate<JavaClass> areNot(String... names) {
        Set<String> excepted = Set.of(names);
        return DescribedPredicate.describe(
                "are not " + String.join(", ", names),
                type -> !excepted.contains(type.getName().replaceAll("\\$.*", "")));
    }
}
