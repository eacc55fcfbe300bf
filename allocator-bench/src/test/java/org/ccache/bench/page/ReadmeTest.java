package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");

    /** Where it begins, in which size, and what it says. */
    private static final Pattern TEXT =
            Pattern.compile("<text [^>]*text-anchor=\"(\\w+)\"[^>]*font(?:-size)?: ?(?:600 )?([0-9.]+)px"
                    + "[^>]*translate\\(([0-9.]+) ([0-9.]+)\\)[^>]*>([^<]*)");

    private static final Pattern VERTICAL = Pattern.compile("<path d=\"M([0-9.]+) ([0-9.]+)L\\1 ([0-9.]+)\"");

    /** Mean width of a letter, of its size, in wide fonts. */
    private static final double EM = 0.6;

    /** A workload and its ratio. */
    private static final Pattern END = Pattern.compile("[a-z].* [0-9.]+");

    /** To bring it up to date: scripts/bench readme FOLDER. */
    @Test
    void itsFiguresAreWhatTheResultsGive() throws IOException {
        assertThat(ReadmeBlock.current(ROOT.resolve("README.md"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"measured", "measured-narrow"})
    void inItsPicturesEachNameIsLargeEnoughInsideAndClearOfLines(String name) throws IOException {
        String svg = Files.readString(ROOT.resolve("docs/pictures/" + name + "-light.svg"));
        List<MatchResult> lines = VERTICAL.matcher(svg).results().toList();
        int width = name.endsWith("narrow") ? PictureFiles.NARROW : PictureFiles.WIDE;
        List<MatchResult> texts = TEXT.matcher(svg).results().toList();
        assertThat(texts).as("all texts").hasSize(svg.split("<text ", -1).length - 1);
        int ends = 0;
        for (MatchResult text : texts) {
            double size = number(text, 2);
            assertThat(size).as(text.group()).isGreaterThanOrEqualTo(11);
            double length = EM * size * text.group(5).length();
            double from = number(text, 3)
                    - switch (text.group(1)) {
                        case "start" -> 0;
                        case "middle" -> length / 2;
                        default -> length;
                    };
            assertThat(from).as(text.group()).isNotNegative();
            assertThat(from + length).as(text.group()).isLessThanOrEqualTo(width);
            if (END.matcher(text.group(5)).matches() && text.group(1).equals("start")) {
                ends++;
                assertThat(lines)
                        .as(text.group())
                        .noneMatch(line -> from < number(line, 1)
                                && number(line, 1) < from + length
                                && number(line, 2) < number(text, 4)
                                && number(text, 4) < number(line, 3));
            }
        }
        assertThat(ends).isEqualTo(2 * 2 * SuitePictures.CHOSEN.size());
        assertThat(lines).hasSizeGreaterThan(10);
    }

    private static double number(MatchResult match, int group) {
        return Double.parseDouble(match.group(group));
    }
}
