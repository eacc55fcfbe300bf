package org.ccache.bench.first;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccache.bench.page.Picture;
import org.junit.jupiter.api.Test;

class StartReportTest {
    private static final Map<String, Long> ARMS = Map.of(
            "ccache", 400L,
            "ccache (A/A)", 400L,
            "malloc", 200L,
            "ccache, AOT cache", 100L,
            "malloc, AOT cache", 200L);

    private static List<StartRow> rows() {
        List<StartRow> rows = new ArrayList<>(MadeStarts.rows("replay-cc1", 3, ARMS));
        rows.addAll(MadeStarts.rows("replay-redis", 3, Map.of("ccache", 800L, "ccache (A/A)", 800L, "malloc", 100L)));
        rows.addAll(MadeStarts.rows(StartWorkloads.BURST, 3, ARMS));
        return rows;
    }

    private static String section(String markdown, String title) {
        String from = markdown.substring(markdown.indexOf("### " + title));
        int end = from.indexOf("###", 3);
        return end < 0 ? from : from.substring(0, end);
    }

    @Test
    void timesAndRatiosOfEachWorkload() {
        String text = section(new StartReport(rows(), 1).markdown(), "replay-cc1");
        assertThat(text)
                .containsPattern("\\| ccache +\\| +400.00 \\| +400.00 \\| +400.00 \\| +40.00 \\| +400.00 \\|")
                .containsPattern("\\| ccache ÷ ccache \\(A/A\\) +\\| 1.000 \\[1.000, 1.000\\]")
                .containsPattern("\\| ccache ÷ malloc +\\| 2.000 \\[2.000, 2.000\\]")
                .containsPattern("\\| ccache, AOT cache ÷ malloc, AOT cache +\\| 0.500 ")
                .containsPattern("\\| ccache, AOT cache ÷ ccache +\\| 0.250 ")
                .doesNotContain("ccache, AOT cache ÷ malloc ")
                .doesNotContain("ccache ÷ malloc, AOT cache");
    }

    @Test
    void oneRoundHasNoInterval() {
        String text = new StartReport(MadeStarts.rows("replay-cc1", 1, ARMS), 1).markdown();
        assertThat(text).containsPattern("\\| ccache ÷ malloc +\\| +2.000 \\|").doesNotContain("[2.000");
    }

    @Test
    void norHasAPeerOfWhichOneRoundIsLeft() {
        List<StartRow> rows = MadeStarts.rows("replay-cc1", 3, ARMS);
        rows.removeIf(row -> row.arm().equals("malloc") && row.round() > 0);
        assertThat(new StartReport(rows, 1).markdown())
                .containsPattern("\\| ccache ÷ malloc +\\| +2.000 \\|")
                .containsPattern("\\| ccache ÷ ccache \\(A/A\\) +\\| 1.000 \\[1.000, 1.000\\]");
    }

    @Test
    void meansAreOverRecordedProgramsAndSayOfHowMany() {
        String text = section(new StartReport(rows(), 1).markdown(), "Recorded programs");
        assertThat(text)
                .contains("2 traces")
                .containsPattern("\\| ccache ÷ malloc +\\| 4.000 \\[4.000, 4.000\\] \\| +2 \\|")
                .containsPattern("\\| ccache, AOT cache ÷ malloc, AOT cache +\\| 0.500 \\[0.500, 0.500\\] \\| +1 \\|");
    }

    @Test
    void processesSayTheirModeAndTheirAborts() {
        assertThat(section(new StartReport(rows(), 1).markdown(), "Processes"))
                .containsPattern(
                        "\\| ccache +\\| +1.0 \\| MM_CID \\| +9 \\| +2.0 \\| +63 \\| +900 \\| +0 \\| +1.0 % \\| +2.0 % \\|");
    }

    @Test
    void oneTraceHasNoMean() {
        assertThat(new StartReport(MadeStarts.rows("replay-cc1", 1, ARMS), 1).markdown())
                .doesNotContain("### Recorded programs")
                .contains("### replay-cc1");
    }

    @Test
    void aPeerThatCannotRunIsALineAndNoFailureOfTheProduct() {
        List<StartRow> rows = rows();
        for (int round = 0; round < 3; round++) {
            rows.add(new StartRow("replay-cc1", "tcmalloc", false, round, StartOutcome.without("no such library")));
        }
        StartReport report = new StartReport(rows, 1);
        assertThat(report.sound()).isTrue();
        assertThat(report.failures()).containsExactly("tcmalloc: no such library, 3 times");
        assertThat(report.markdown())
                .contains("tcmalloc: no such library, 3 times")
                .containsPattern("tcmalloc +\\| +–");
    }

    @Test
    void aFailureOfTheProductOrAWrongBlockOfAnyPeerIsNotSound() {
        List<StartRow> failed = rows();
        failed.add(new StartRow("replay-cc1", "ccache", false, 3, StartOutcome.without("killed by signal 11")));
        assertThat(new StartReport(failed, 1).sound()).isFalse();
        List<StartRow> wrong = rows();
        SpeedCurve curve = MadeStarts.curve(100, 10);
        wrong.add(new StartRow(
                "replay-cc1",
                "malloc",
                false,
                3,
                new StartOutcome("", "1.0", "", 1, curve, 100, 2, -1, 0, 0, List.of())));
        assertThat(new StartReport(wrong, 1).sound()).isFalse();
        assertThat(new StartReport(wrong, 1).failures())
                .singleElement()
                .asString()
                .contains("2 wrong blocks");
    }

    @Test
    void picturesAreOfAllRecordedProgramsTogetherAndOfTheBurst() {
        List<Picture> pictures = StartPictures.of(rows());
        assertThat(pictures).extracting(Picture::id).containsExactly("first-seconds", "first-seconds-burst-12000");
        assertThat(pictures.get(1).marks()).as("all arms but the control").isEqualTo(4);
        assertThat(StartPictures.of(MadeStarts.rows("replay-cc1", 1, ARMS)))
                .extracting(Picture::id)
                .containsExactly("first-seconds-replay-cc1");
    }
}
