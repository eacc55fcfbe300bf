package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PremiseTest {

    private static Iterable<Experiment> experiments() {
        return Experiments.all();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void everyExperimentSaysWhatItSetsOutWith(Experiment experiment) {
        Premise premise = experiment.premise();
        assertThat(premise.name()).matches("[a-z]+(-[a-z]+)*");
        assertThat(premise.title()).matches("[a-z].*[^.]").doesNotContain("\n");
        assertThat(premise.key()).isNotEmpty().doesNotContain("\n");
        assertThat(new String[] {premise.claim(), premise.hypothesis(), premise.method()})
                .allSatisfy(text -> assertThat(text)
                        .matches("\\S.*[^.]\\.(\n\n\\S.*[^.]\\.)*")
                        .doesNotContain("## ")
                        .as("what the program was to fill in")
                        .doesNotContainPattern("\\{[a-z]+}"));
    }
}
