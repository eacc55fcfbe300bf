package org.ccache.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The floors of the bench: a package knows those of its own floor and below, in no circle. The commands know all, and
 * nobody knows them; processes are started in two places.
 */
@AnalyzeClasses(packages = "org.ccache.bench", importOptions = ImportOption.DoNotIncludeTests.class)
final class FloorsTest {
    private static final String ROOT = "org.ccache.bench";
    private static final String MAIN = ROOT + ".Main";
    private static final String COMMANDS = ROOT + ".command..";

    /** Top first. Packages in one list entry are neighbours. */
    private static final List<String[]> FLOORS = List.of(
            floor("command"),
            floor("demo", "first", "jmh", "ratio", "research"),
            floor("page"),
            floor("suite"),
            floor("workload"),
            floor("replay"),
            floor("peer", "trace"),
            floor("measure"),
            floor("machine"));

    private static String[] floor(String... packages) {
        return Arrays.stream(packages).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    private static String[] all(List<String[]> floors) {
        return floors.stream().flatMap(Arrays::stream).toArray(String[]::new);
    }

    @ArchTest
    static void noFloorKnowsOneAbove(JavaClasses all) {
        for (int upper = 0; upper < FLOORS.size() - 1; upper++) {
            String[] below = all(FLOORS.subList(upper + 1, FLOORS.size()));
            noClasses()
                    .that()
                    .resideInAnyPackage(below)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(FLOORS.get(upper))
                    .because("the floors are in one order, top to bottom")
                    .check(all);
        }
    }

    @ArchTest
    static final ArchRule everyPackageHasItsFloor =
            classes().that().resideOutsideOfPackage(ROOT).should().resideInAnyPackage(all(FLOORS));

    @ArchTest
    static final ArchRule noCircles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyMainKnowsTheCommands = noClasses()
            .that(not(resideInAPackage(COMMANDS)).and(areNot(MAIN)))
            .should()
            .dependOnClassesThat(resideInAPackage(COMMANDS));

    @ArchTest
    static final ArchRule nobodyKnowsMain =
            noClasses().that(areNot(MAIN)).should().dependOnClassesThat().haveFullyQualifiedName(MAIN);

    @ArchTest
    static final ArchRule processesAreStartedInTwoPlaces = noClasses()
            .that(areNot(ROOT + ".measure.ChildJvm", ROOT + ".measure.Tool", ROOT + ".measure.Children"))
            .should()
            .dependOnClassesThat(assignableTo(ProcessBuilder.class))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Runtime.class))).and(target(name("exec"))))
            .because("one has the flags and the time of what is measured in hand, the other those of tools; the end of"
                    + " all is in one place");

    /** Every class but these and those nested in them. */
    private static DescribedPredicate<JavaClass> areNot(String... names) {
        Set<String> excepted = Set.of(names);
        return DescribedPredicate.describe(
                "are not " + String.join(", ", names),
                type -> !excepted.contains(type.getName().replaceAll("\\$.*", "")));
    }
}
