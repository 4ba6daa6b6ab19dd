package io.implatform.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of how something grows: panels side by side, both axes logarithmic, as SVG that follows the reader's
 * light or dark colours. Not safe for use by several threads.
 */
public final class Plot {
    private static final int PANEL_WIDTH = 400;
    private static final int HEIGHT = 320;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 60;
    private static final int BOTTOM = 50;
    private static final String STYLE = """
            <style>
              text { font: 12px system-ui, sans-serif; fill: #333 }
              .title { font-size: 15px; font-weight: 600 }
              .panel { font-weight: 600 }
              .grid { stroke: #ddd; stroke-width: 1 }
              .axis { stroke: #888; stroke-width: 1; fill: none }
              .s0 { stroke: #1f6feb; fill: #1f6feb } .s1 { stroke: #c2570c; fill: #c2570c }
              .s2 { stroke: #1a7f37; fill: #1a7f37 } .s3 { stroke: #8250df; fill: #8250df }
              path.line { fill: none; stroke-width: 2 }
              text.s0, text.s1, text.s2, text.s3 { stroke: none }
              @media (prefers-color-scheme: dark) {
                text { fill: #ddd } .grid { stroke: #333 } .axis { stroke: #888 }
                .s0 { stroke: #58a6ff; fill: #58a6ff } .s1 { stroke: #f0883e; fill: #f0883e }
                .s2 { stroke: #3fb950; fill: #3fb950 } .s3 { stroke: #bc8cff; fill: #bc8cff }
              }
            </style>
            """;

    /** A point of a line. */
    public record Point(double x, double y) {}

    /** A line with its name. */
    public record Line(String name, List<Point> points) {
        public Line {
            points = List.copyOf(points);
        }
    }

    private record Panel(String title, String xLabel, String yLabel, List<Line> lines) {}

    private final String title;
    private final List<Panel> panels = new ArrayList<>();

    public Plot(String title) {
        this.title = title;
    }

    /** Adds a panel; points that are not above 0 have no place on a logarithmic axis and are moved to its beginning. */
    public Plot panel(String panelTitle, String xLabel, String yLabel, List<Line> lines) {
        panels.add(new Panel(panelTitle, xLabel, yLabel, List.copyOf(lines)));
        return this;
    }

    /** The picture. */
    public String svg() {
        int width = Math.max(1, panels.size()) * PANEL_WIDTH;
        StringBuilder out = new StringBuilder();
        out.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n",
                width, HEIGHT, width, HEIGHT));
        out.append("<title>").append(escaped(title)).append("</title>\n").append(STYLE);
        text(out, "title", LEFT, 22, "start", title);
        for (int i = 0; i < panels.size(); i++) {
            draw(out, panels.get(i), i * PANEL_WIDTH);
        }
        return out.append("</svg>\n").toString();
    }

    /** A logarithmic axis of whole powers of ten. */
    private record Axis(int low, int high, double from, double to) {
        static Axis of(List<Double> values, double from, double to) {
            double min =
                    values.stream().filter(v -> v > 0).mapToDouble(v -> v).min().orElse(1);
            double max =
                    values.stream().filter(v -> v > 0).mapToDouble(v -> v).max().orElse(10);
            int low = (int) Math.floor(Math.log10(min) + 1e-9);
            int high = (int) Math.ceil(Math.log10(max) - 1e-9);
            return new Axis(low, Math.max(high, low + 1), from, to);
        }

        double at(double value) {
            double log = value <= 0 ? low : Math.log10(value);
            return from + (log - low) / (high - low) * (to - from);
        }
    }

    private static void draw(StringBuilder out, Panel panel, int offset) {
        int left = offset + LEFT;
        int right = offset + PANEL_WIDTH - RIGHT;
        int bottom = HEIGHT - BOTTOM;
        List<Point> all =
                panel.lines().stream().flatMap(line -> line.points().stream()).toList();
        Axis x = Axis.of(all.stream().map(Point::x).toList(), left, right);
        Axis y = Axis.of(all.stream().map(Point::y).toList(), bottom, TOP);
        for (int power = x.low(); power <= x.high(); power++) {
            double at = x.at(Math.pow(10, power));
            out.append(format("<path class=\"grid\" d=\"M%.1f %d V%d\"/>\n", at, TOP, bottom));
            text(out, "", at, bottom + 16, "middle", shortened(Math.pow(10, power)));
        }
        for (int power = y.low(); power <= y.high(); power++) {
            double at = y.at(Math.pow(10, power));
            out.append(format("<path class=\"grid\" d=\"M%d %.1f H%d\"/>\n", left, at, right));
            text(out, "", left - 6, at + 4, "end", shortened(Math.pow(10, power)));
        }
        out.append(format("<path class=\"axis\" d=\"M%d %d V%d H%d\"/>\n", left, TOP, bottom, right));
        text(out, "panel", left, TOP - 12, "start", panel.title());
        text(out, "", (left + right) / 2.0, HEIGHT - 12, "middle", panel.xLabel());
        out.append(format(
                "<text transform=\"translate(%d %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                offset + 14, (TOP + bottom) / 2, escaped(panel.yLabel())));
        for (int i = 0; i < panel.lines().size(); i++) {
            line(out, panel.lines().get(i), "s" + i % 4, x, y);
            text(
                    out,
                    "s" + i % 4,
                    right - 6,
                    bottom - 10 - 16 * (panel.lines().size() - 1 - i),
                    "end",
                    panel.lines().get(i).name());
        }
    }

    private static void line(StringBuilder out, Line line, String color, Axis x, Axis y) {
        StringBuilder path = new StringBuilder();
        for (Point point : line.points()) {
            path.append(format("%s%.1f %.1f", path.length() == 0 ? "M" : " L", x.at(point.x()), y.at(point.y())));
        }
        out.append(format("<path class=\"line %s\" d=\"%s\"/>\n", color, path));
        for (Point point : line.points()) {
            out.append(format(
                    "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s: %s</title></circle>\n",
                    color,
                    x.at(point.x()),
                    y.at(point.y()),
                    format("%,.0f", point.x()),
                    format(point.y() < 100 ? "%.2f" : "%,.0f", point.y())));
        }
    }

    private static void text(StringBuilder out, String style, double x, double y, String anchor, String text) {
        out.append(format(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
                style, x, y, anchor, escaped(text)));
    }

    private static String shortened(double value) {
        if (value >= 1e6) {
            return format("%.0f M", value / 1e6);
        }
        return value >= 1e3 ? format("%.0f k", value / 1e3) : format(value < 1 ? "%.2g" : "%.0f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
