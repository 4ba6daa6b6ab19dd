package io.implatform.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259): maps, lists, strings, numbers, booleans, null. */
public final class Json {
    private Json() {}

    /** An object that keeps the order in which its members are put. */
    public static Map<String, @Nullable Object> object() {
        return new LinkedHashMap<>();
    }

    /** The text of {@code value}, indented, with a line end. */
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, "\n");
        return out.append('\n').toString();
    }

    private static void append(StringBuilder out, @Nullable Object value, String newline) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator).append(newline).append("  ");
                string(out, String.valueOf(entry.getKey()));
                out.append(": ");
                append(out, entry.getValue(), newline + "  ");
                separator = ",";
            }
            out.append(map.isEmpty() ? "{}" : newline + "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                out.append(separator).append(newline).append("  ");
                append(out, element, newline + "  ");
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : newline + "]");
        } else if (value instanceof Double number) {
            double finite = Double.isFinite(number) ? number : 0;
            out.append(
                    finite == Math.rint(finite) && Math.abs(finite) < 1e15
                            ? String.valueOf((long) finite)
                            : String.format(Locale.ROOT, "%.6g", finite).replaceAll("e\\+?", "e"));
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            string(out, String.valueOf(value));
        }
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c >= 127) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
