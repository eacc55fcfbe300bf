package org.ccache.bench.page;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** What is copied into each page. */
final class PageFiles {
    private static final String CHARTS = "/META-INF/resources/webjars/echarts/%s/echarts.min.js";

    private PageFiles() {}

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
