package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ccache.bench.suite.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a browser: a picture that is not drawn is found here. */
class HtmlPageTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern MARK = Pattern.compile("<(path|circle)\\b");
    private static final Pattern REFERENCE = Pattern.compile(
            "(?:\\b(?:src|href|action|data)\\s*=\\s*[\"']?|url\\(\\s*[\"']?|@import\\s+[\"']?)(?:https?:)?//");

    @TempDir
    private Path folder;

    private final SuiteResults results = new SuiteResults(
            new Results("made-up", SyntheticResults.environment(), new SyntheticResults(5, 3).outcomes(), List.of()),
            SyntheticResults.catalogue());

    @Test
    void tablesStandWithoutScripts() throws IOException {
        String html = new HtmlPage(results).html();
        Geomean malloc = results.geomean(Quantity.TIME, "malloc").orElseThrow();
        String interval = malloc.text();
        assertThat(html)
                .contains(interval.substring(interval.indexOf('[')))
                .contains("arrow is not in this build")
                .contains("Map failed")
                .doesNotContain("NOT KEPT");
    }

    @Test
    void textFromOutsideStaysText() throws IOException {
        Results hostile = new Results(
                "made-up",
                SyntheticResults.environment(),
                List.of(new MadeOutcomes().version("<script>alert(1)</script>").of("</script><b>", "malloc", 0, 10, 1)),
                List.of("<img src=x>"));
        String html = new HtmlPage(new SuiteResults(hostile)).html();
        assertThat(html)
                .doesNotContain("<script>alert")
                .doesNotContain("</script><b>")
                .doesNotContain("<img src=x>");
    }

    @Test
    void aBrowserDrawsEveryPicture() throws IOException, InterruptedException {
        String chromium = chromium();
        HtmlPage page = new HtmlPage(results);
        // A picture in a closed part is drawn when that is opened.
        String html = page.html().replace("<details", "<details open");
        String dom = dom(chromium, Files.writeString(folder.resolve("report.html"), html));
        assertThat(page.drawn()).extracting(Picture::kind).contains("ratios", "strip", "lines");
        assertThat(page.drawn().stream().map(Picture::id).distinct()).hasSameSizeAs(page.drawn());
        assertThat(between(dom, "<div id=\"errors\"", "</div>")).endsWith(">");
        for (Picture plot : page.drawn()) {
            assertThat(plot.marks()).as(plot.id()).isPositive();
            String drawn = element(dom, plot.id());
            assertThat(drawn).as(plot.id()).contains("<svg");
            assertThat(MARK.matcher(drawn).results().count()).as(plot.id()).isGreaterThanOrEqualTo(plot.marks());
        }
        Matcher reference = REFERENCE.matcher(dom);
        assertThat(reference.find() ? reference.group() : "").isEmpty();
    }

    @Test
    void aBrokenPictureIsShownAsAnError() throws IOException, InterruptedException {
        String chromium = chromium();
        String html = new HtmlPage(results).html().replace("\"kind\":\"ratios\"", "\"kind\":\"unknown\"");
        String dom = dom(chromium, Files.writeString(folder.resolve("report.html"), html));
        assertThat(between(dom, "<div id=\"errors\"", "</div>")).contains("Error");
    }

    /** What stands in the element of a picture, up to the next one. */
    private static String element(String dom, String id) {
        int start = dom.indexOf("id=\"" + id + "\"");
        assertThat(start).as(id).isPositive();
        int next = dom.indexOf("class=\"plot\"", start);
        return dom.substring(start, next < 0 ? dom.indexOf("<footer", start) : next);
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from);
        assertThat(start).isNotNegative();
        return text.substring(start, text.indexOf(to, start));
    }

    private String dom(String chromium, Path page) throws IOException, InterruptedException {
        Path out = folder.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        chromium,
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--virtual-time-budget=5000",
                        "--window-size=1280,2000",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(browser.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
        }
        return Files.readString(out);
    }

    private static String chromium() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":", -1)).map(path -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(HtmlPageTest::none);
    }

    /** Where everything must be tested, a test that is skipped would be a hole that nobody sees. */
    private static String none() {
        String message = "no browser: the report's pictures are not checked; apt-get install chromium";
        if (System.getenv("CI") != null || "required".equals(System.getProperty("ccache.browser"))) {
            return fail(message);
        }
        return abort(message);
    }
}
