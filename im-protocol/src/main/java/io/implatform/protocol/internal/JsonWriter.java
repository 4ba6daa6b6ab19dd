package io.implatform.protocol.internal;

import io.implatform.core.model.ConversationRef;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Builds lines of one JSON object each. For one thread and one frame. Names of fields are the
 * protocol's own and are written as they are.
 *
 * <p>A comma is put where one belongs: the writer knows whether something stands before it.
 */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final LineWriter out;
    private boolean first = true;

    public JsonWriter(int expectedBytes) {
        out = new LineWriter(expectedBytes);
    }

    /** Begins a line of that type. */
    public JsonWriter line(String type) {
        out.ascii("{\"type\":\"").ascii(type).one('"');
        first = false;
        return this;
    }

    /** Ends the line. */
    public JsonWriter endLine() {
        out.ascii("}\n");
        return this;
    }

    /** The lines as a frame of their own. The writer is done with. */
    public byte[] frame() {
        return out.frame();
    }

    /** Appends a field whose value is ASCII by rule and needs no escape, such as a name. */
    public JsonWriter word(String name, String value) {
        name(name);
        out.one('"').ascii(value).one('"');
        return this;
    }

    /** Appends a field that is there only if it has a value, which is a word. */
    public JsonWriter wordIf(String name, @Nullable String value) {
        return value == null ? this : word(name, value);
    }

    /** Appends a field with a text that anybody may have written. */
    public JsonWriter text(String name, String value) {
        name(name);
        string(value);
        return this;
    }

    public JsonWriter number(String name, long value) {
        name(name);
        out.number(value);
        return this;
    }

    public JsonWriter flag(String name, boolean value) {
        name(name);
        out.ascii(value ? "true" : "false");
        return this;
    }

    /** Appends a field that is there only if it is true. */
    public JsonWriter flagIf(String name, boolean value) {
        return value ? flag(name, true) : this;
    }

    public JsonWriter time(String name, Instant value) {
        name(name);
        out.one('"').time(value).one('"');
        return this;
    }

    /** Appends a conversation: {@code ["lobby"]}, {@code ["private","bob"]} or {@code ["group","dev"]}. */
    public JsonWriter conversation(String name, ConversationRef in) {
        name(name);
        out.one('[');
        conversation(in);
        out.one(']');
        return this;
    }

    /** Appends an element, a conversation with a number behind it: {@code ["private","bob",12]}. */
    public JsonWriter position(ConversationRef in, long seq) {
        comma();
        out.one('[');
        conversation(in);
        out.one(',').number(seq).one(']');
        return this;
    }

    private void conversation(ConversationRef in) {
        switch (in.kind()) {
            case LOBBY -> out.ascii("\"lobby\"");
            case PRIVATE -> out.ascii("\"private\",");
            case GROUP -> out.ascii("\"group\",");
        }
        if (in.kind() != ConversationRef.Kind.LOBBY) {
            string(in.name());
        }
    }

    /** Begins a field that is an array. */
    public JsonWriter array(String name) {
        name(name);
        out.one('[');
        first = true;
        return this;
    }

    public JsonWriter endArray() {
        out.one(']');
        first = false;
        return this;
    }

    /** Begins a field that is an object. */
    public JsonWriter object(String name) {
        name(name);
        return open();
    }

    /** Begins an element that is an object. */
    public JsonWriter object() {
        comma();
        return open();
    }

    private JsonWriter open() {
        out.one('{');
        first = true;
        return this;
    }

    public JsonWriter endObject() {
        out.one('}');
        first = false;
        return this;
    }

    /** Appends an element that is a word. */
    public JsonWriter word(String value) {
        comma();
        out.one('"').ascii(value).one('"');
        return this;
    }

    /** How a constant is named on the wire: in lower case. */
    public static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void name(String name) {
        comma();
        out.one('"').ascii(name).ascii("\":");
    }

    private void comma() {
        if (!first) {
            out.one(',');
        }
        first = false;
    }

    /**
     * A string: what RFC 8259, 7 asks to be escaped is, and nothing else but half a surrogate pair, which
     * UTF-8 cannot spell.
     */
    private void string(String text) {
        out.one('"');
        boolean ascii = true;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 && !Character.isSurrogate(c)) {
                ascii = false;
            } else if (isWholePair(text, i)) {
                ascii = false;
                i++;
            } else if (c < ' ' || c == '"' || c == '\\' || c >= 0x80) {
                piece(text, from, i, ascii);
                escape(c);
                ascii = true;
                from = i + 1;
            }
        }
        piece(text, from, text.length(), ascii);
        out.one('"');
    }

    private static boolean isWholePair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private void piece(String text, int from, int end, boolean ascii) {
        if (from < end) {
            String piece = from == 0 && end == text.length() ? text : text.substring(from, end);
            if (ascii) {
                out.ascii(piece);
            } else {
                out.utf8(piece);
            }
        }
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> out.ascii("\\\"");
            case '\\' -> out.ascii("\\\\");
            case '\n' -> out.ascii("\\n");
            case '\t' -> out.ascii("\\t");
            case '\r' -> out.ascii("\\r");
            default -> {
                out.ascii("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.one(HEX.charAt((c >> shift) & 15));
                }
            }
        }
    }
}
