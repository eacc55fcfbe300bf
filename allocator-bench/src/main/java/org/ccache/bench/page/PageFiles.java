package org.ccache.bench.page;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** What stands beside this class and is copied into pages, and templates. */
final class PageFiles {
    private static final String CHARTS = "/META-INF/resources/webjars/echarts/%s/echarts.min.js";

    private static final PebbleEngine TEMPLATES = new PebbleEngine.Builder()
            .loader(new ClasspathLoader())
            .strictVariables(true)
            .build();

    private PageFiles() {}

    /** A template beside this class, filled in: what it is given is escaped. */
    static String filled(String name, Map<String, Object> model) throws IOException {
        StringWriter text = new StringWriter();
        TEMPLATES.getTemplate("org/ccache/bench/page/" + name).evaluate(text, model, Locale.ROOT);
        return text.toString();
    }

    /** A file beside this class. */
    static String own(String name) throws IOException {
        return read(name);
    }

    /** Version of Apache ECharts, from the build. */
    static String chartsVersion() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(read("echarts.properties")));
        return properties.getProperty("version");
    }

    /** Apache ECharts, with its licence header. */
    static String charts() throws IOException {
        String script = read(CHARTS.replace("%s", chartsVersion()));
        if (script.contains("</script")) {
            throw new IOException("the chart library would end the script element that holds it");
        }
        return script;
    }

    private static String read(String name) throws IOException {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
