package org.ccache.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.ccache.bench.measure.Json;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ScriptableObject;

/** Pictures as SVG files, drawn by what draws them in the page. The same numbers give the same bytes anywhere. */
public final class PictureFiles implements AutoCloseable {
    /** Of a page on a desk. */
    static final int WIDE = 880;

    /** Of a page on a telephone. */
    static final int NARROW = 356;

    /** What only a live picture has use for, and what numbers the pictures of a process. */
    private static final Pattern LIVE =
            Pattern.compile("<style >.*?</style>\\s*| class=\"[^\"]*\"| ecmeta_\\w+=\"[^\"]*\"", Pattern.DOTALL);

    private static final Pattern NUMBERED = Pattern.compile("zr[0-9]+-");
    private static final Pattern FIRST_TAG = Pattern.compile("^<svg ([^>]*)>");

    private final Context context;
    private final ScriptableObject scope;

    /** Loads the scripts, which takes seconds. Stays in its thread. */
    public PictureFiles() throws IOException {
        context = Context.enter();
        context.setInterpretedMode(true);
        context.setLanguageVersion(Context.VERSION_ES6);
        scope = context.initSafeStandardObjects();
        // Animations ask for it, and there are none.
        run("function setTimeout() { return 0; } function clearTimeout() {}");
        run(PageFiles.charts());
        run(PageFiles.own("charts.js"));
    }

    /** Each as {@link #write}. */
    public static void writeAll(List<Picture> pictures, Path folder) throws IOException {
        if (!pictures.isEmpty()) {
            try (PictureFiles files = new PictureFiles()) {
                for (Picture picture : pictures) {
                    files.write(picture, folder);
                }
            }
        }
    }

    private Object run(String script) {
        return context.evaluateString(scope, script, "picture", 1, null);
    }

    /** For a document: on white, whatever is around it. Written as the picture's id. */
    public Path write(Picture picture, Path folder) throws IOException {
        return Files.writeString(folder.resolve(picture.id() + ".svg"), svg(picture, WIDE, false, "#ffffff"));
    }

    /** For a background of its own colour. */
    String svg(Picture picture, int width, boolean dark) {
        return svg(picture, width, dark, "none");
    }

    private String svg(Picture picture, int width, boolean dark, String background) {
        String drawn = String.valueOf(
                run("charts.svg(" + Json.line(picture) + "," + width + "," + dark + ",'" + background + "')"));
        String still = NUMBERED.matcher(LIVE.matcher(drawn).replaceAll("")).replaceAll("zr-");
        return FIRST_TAG
                        .matcher(still)
                        .replaceFirst("<svg $1 role=\"img\">\n<title>" + escape(picture.label()) + "</title>")
                + "\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("$", "\\$");
    }

    @Override
    public void close() {
        Context.exit();
    }
}
