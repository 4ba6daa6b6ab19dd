package io.implatform.protocol.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON texts (RFC 8259), read within bounds: of the levels of nesting, of names and of numbers. The
 * lengths of the whole and of its strings are bounded by whoever read the line.
 *
 * <p>It is given characters, not bytes: bytes would have Jackson guess at their encoding. Names are not
 * kept between texts, so that no peer leaves anything behind. Threads: any.
 */
public final class JsonText {
    /** Levels of nesting, the outermost object being the first. */
    public static final int MAX_NESTING = 32;

    /** Characters of a field's name. */
    public static final int MAX_NAME_LENGTH = 256;

    /** Characters of a number. */
    public static final int MAX_NUMBER_LENGTH = 100;

    /** A value that is none of those that the protocol has a use for: null, a fraction, a huge number. */
    public static final Object OTHER = new Object();

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private JsonText() {}

    /** What {@link #read} does with the fields of the outermost object, in their order. */
    @FunctionalInterface
    public interface FieldReader {
        /**
         * Takes the value of a field.
         *
         * @param value stands at the value's first token; left at its last one, by {@link #value} or {@link #skip}
         */
        void field(String name, JsonParser value);
    }

    /**
     * Reads one object that is the whole text.
     *
     * @return whether it is one: otherwise {@code reader} was given the fields that came before the fault
     */
    public static boolean read(String text, FieldReader reader) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                reader.field(name, parser);
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (JacksonException e) {
            // Its words show a piece of the text, so they go no farther.
            return false;
        } catch (HugeNumber e) {
            return false;
        }
    }

    /**
     * The value at which the parser stands: a {@code String}, {@code Long}, {@code Boolean}, {@code List} or
     * {@code Map} of such values, or {@link #OTHER}.
     */
    public static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield Collections.unmodifiableList(list);
            }
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield Collections.unmodifiableMap(map);
            }
            default -> scalar(parser);
        };
    }

    /** The value at which the parser stands, likewise, but any array and any object is {@link #OTHER}. */
    public static Object scalar(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> integer(parser);
            default -> {
                skip(parser);
                yield OTHER;
            }
        };
    }

    private static Object integer(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> OTHER;
        };
    }

    /** Leaves the value at which the parser stands aside. */
    public static void skip(JsonParser parser) {
        int depth = 0;
        do {
            switch (parser.currentToken()) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                // Nobody means such a number, wherever it stands.
                case VALUE_NUMBER_FLOAT -> {
                    if (Double.isInfinite(parser.getDoubleValue())) {
                        throw new HugeNumber();
                    }
                }
                default -> {}
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    /** A number beyond what a double holds. */
    private static final class HugeNumber extends RuntimeException {
        HugeNumber() {
            super("a number beyond the range of a double", null, false, false);
        }
    }
}
