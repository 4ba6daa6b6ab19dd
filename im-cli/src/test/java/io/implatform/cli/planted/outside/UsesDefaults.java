package io.implatform.cli.planted.outside;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.UnaryOperator;

@SuppressWarnings({"DefaultLocale", "DefaultCharset", "StringCaseLocaleUsage"})
public class UsesDefaults {
    public String lower(String text) {
        return text.toLowerCase();
    }

    public String upper(String text) {
        return text.toUpperCase();
    }

    public String format(int number) {
        return String.format("%,d", number);
    }

    public Locale locale() {
        return Locale.getDefault();
    }

    public ZoneId zone() {
        return ZoneId.systemDefault();
    }

    public Charset charset() {
        return Charset.defaultCharset();
    }

    public byte[] bytes(String text) {
        return text.getBytes();
    }

    public UnaryOperator<String> reference() {
        return String::toLowerCase;
    }

    public byte[] fine(String text, int number) {
        return (text.toLowerCase(Locale.ROOT) + String.format(Locale.ROOT, "%d", number))
                .getBytes(StandardCharsets.UTF_8);
    }
}
