package org.ccache.bench.research;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts that look alike on the page. */
public final class Charts {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final float DASH = 6;

    private Charts() {}

    /** Lines over a common axis, empty so far; a logarithmic axis takes positive values only. */
    public static XYChart lines(String title, String x, boolean xLogarithmic, String y, boolean yLogarithmic) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xLogarithmic ? x + ", logarithmic" : x)
                .yAxisTitle(yLogarithmic ? y + ", logarithmic" : y)
                .build();
        chart.getStyler()
                .setXAxisLogarithmic(xLogarithmic)
                .setYAxisLogarithmic(yLogarithmic)
                .setLegendPosition(Styler.LegendPosition.OutsideE);
        return chart;
    }

    /** A line of what was measured, unless nothing was. */
    public static void measured(XYChart chart, String name, List<? extends Number> x, List<? extends Number> y) {
        if (!x.isEmpty()) {
            chart.addSeries(name, x, y);
        }
    }

    /** A dashed grey line without points: what theory says, or a bound. */
    public static void theory(XYChart chart, String name, List<? extends Number> x, List<? extends Number> y) {
        if (x.isEmpty()) {
            return;
        }
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(Color.GRAY);
        series.setLineStyle(
                new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {DASH}, 0));
    }
}
