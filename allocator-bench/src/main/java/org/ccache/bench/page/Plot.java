package org.ccache.bench.page;

import java.util.Locale;
import java.util.Map;

/**
 * A picture that the page's script draws.
 *
 * @param id of its element
 * @param kind which function draws it
 * @param label what it shows, for those who cannot see it
 * @param height in CSS pixels
 * @param marks dots or lines that must be there when it is drawn
 * @param data for the script, as JSON values
 */
record Plot(String id, String kind, String label, int height, int marks, Map<String, Object> data) {

    String element() {
        return String.format(
                Locale.ROOT,
                "<div class=\"plot\" id=\"%s\" data-kind=\"%s\" data-marks=\"%d\" style=\"height:%dpx\" role=\"img\""
                        + " aria-label=\"%s\"></div>%n",
                id,
                kind,
                marks,
                height,
                Html.escape(label));
    }

    /** A name as a part of an id. */
    static String id(String kind, String... names) {
        return kind + "-" + String.join("-", names).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
