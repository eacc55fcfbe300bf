package org.ccache.bench.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Table;

/**
 * The report as one page that needs nothing else: {@code report.html} beside this class, filled in. Tables stand
 * without scripts, pictures are drawn from the numbers that the page carries.
 */
public final class HtmlPage {
    private final SuiteResults results;
    private final SuiteTables tables;
    private final SuitePictures pictures;
    private final List<Picture> drawn = new ArrayList<>();

    public HtmlPage(SuiteResults results) {
        this.results = results;
        this.tables = new SuiteTables(results);
        this.pictures = new SuitePictures(results);
    }

    /** The whole document. */
    public String html() throws IOException {
        drawn.clear();
        Map<String, Object> model = new LinkedHashMap<>();
        Sentences sentences = new Sentences(results);
        model.put("title", sentences.title());
        model.put("subtitle", sentences.subtitle());
        model.put("alarms", sentences.alarms());
        model.put("gaps", new Gaps(results).sentences());
        model.put("method", sentences.method());
        model.put("verified", sentences.verified());
        model.put("environment", results.folder().environment());
        model.put("overview", draw(List.of(pictures.overview())));
        model.put("means", PageTable.of(tables.geomeans(), ""));
        model.put("bests", PageTable.of(tables.bests(), ""));
        model.put("missing", PageTable.of(tables.missing(), "text"));
        model.put("times", PageTable.of(tables.workloads(Quantity.TIME), ""));
        model.put("memories", PageTable.of(tables.workloads(Quantity.MEMORY), ""));
        model.put("loops", PageTable.of(tables.loops(), ""));
        model.put("aboutLoops", sentences.loops());
        model.put("timeStrips", draw(pictures.strips(Quantity.TIME)));
        model.put("memoryStrips", draw(pictures.strips(Quantity.MEMORY)));
        model.put("curves", draw(pictures.curves()));
        model.put("latencies", draw(pictures.latencies()));
        model.put("percentiles", percentiles());
        model.put("workloads", results.workloads().stream().map(this::workload).toList());
        model.put("without", PageTable.of(tables.gaps(), "text"));
        model.put("peers", PageTable.of(tables.peers(), "text"));
        model.put("css", PageFiles.own("report.css"));
        model.put("errors", PageFiles.own("errors.js"));
        model.put("echartsVersion", PageFiles.chartsVersion());
        model.put("scripts", List.of(PageFiles.charts(), PageFiles.own("charts.js"), PageFiles.own("report.js")));
        model.put("data", data());
        return PageFiles.filled("report.html", model);
    }

    /** Pictures of the page, after {@link #html}. */
    List<Picture> drawn() {
        return List.copyOf(drawn);
    }

    /** Those that have something in them. */
    private List<Picture> draw(List<Picture> some) {
        List<Picture> full = some.stream().filter(picture -> !picture.empty()).toList();
        drawn.addAll(full);
        return full;
    }

    private List<Map<String, Object>> percentiles() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (WorkloadResults workload : results.workloads()) {
            new WorkloadTables(results, workload)
                    .latencies()
                    .forEach((what, byPeer) -> all.add(Map.of(
                            "title",
                            workload.name() + ": " + what,
                            "table",
                            PageTable.of(WorkloadTables.percentiles(byPeer), ""))));
        }
        return all;
    }

    private Map<String, Object> workload(WorkloadResults workload) {
        WorkloadTables own = new WorkloadTables(results, workload);
        Table details = own.details();
        return Map.of(
                "id", Picture.id("workload", workload.name()),
                "name", workload.name(),
                "facts", workload.facts(),
                "timeResolution", Figures.resolution(workload.resolution(Quantity.TIME)),
                "memoryResolution", Figures.resolution(workload.resolution(Quantity.MEMORY)),
                "ownGrowth", workload.ownGrowthKnown() ? Figures.bytes(workload.ownGrowth()) : "unknown, nothing",
                "comparison", PageTable.of(own.comparison(), "dense"),
                "details", PageTable.of(details, "dense"));
    }

    /** JSON inside of a script element: nothing in it may end the element. */
    private String data() {
        Map<String, Object> byId = new LinkedHashMap<>();
        drawn.forEach(picture -> byId.put(picture.id(), Map.of("kind", picture.kind(), "data", picture.data())));
        List<Map<String, Object>> peers = new ArrayList<>();
        for (PeerFacts peer : results.peers(PeerGroup.ALL)) {
            peers.add(Map.of(
                    "name", peer.name(),
                    "family", peer.familyWord(),
                    "chosen", pictures.chosen(peer.name())));
        }
        return Json.line(Map.of("ours", Arm.OURS, "peers", peers, "pictures", byId))
                .replace("<", "\\u003c");
    }
}
