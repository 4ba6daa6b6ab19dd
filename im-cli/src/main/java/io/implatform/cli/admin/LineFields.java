package io.implatform.cli.admin;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of a line of an export. Each is taken once; what is not as it should be is an {@link
 * IllegalArgumentException}, whose message names the field and shows nothing of what it holds.
 */
final class LineFields {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNumberLength(20)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Object> fields;
    private final String first;

    private LineFields(Map<String, Object> fields, String first) {
        this.fields = fields;
        this.first = first;
    }

    static IllegalArgumentException wrong(String field) {
        return new IllegalArgumentException("\"" + field + "\" is missing or not as it should be");
    }

    static LineFields parse(String line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
            for (String name = isObject ? parser.nextName() : null; name != null; name = parser.nextName()) {
                parser.nextToken();
                fields.put(name, value(parser));
            }
            if (isObject && parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null) {
                return new LineFields(
                        fields,
                        fields.isEmpty() ? "" : fields.keySet().iterator().next());
            }
        } catch (JacksonException e) {
            // Its words show a piece of the line.
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> stored(parser.getString());
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_ARRAY -> {
                List<String> texts = new ArrayList<>();
                while (parser.nextToken() == JsonToken.VALUE_STRING) {
                    texts.add(stored(parser.getString()));
                }
                if (parser.currentToken() != JsonToken.END_ARRAY) {
                    throw new IllegalArgumentException("an array of something else than texts");
                }
                yield texts;
            }
            default -> throw new IllegalArgumentException("a value that is no text, whole number, truth or array");
        };
    }

    /** No store takes half a surrogate pair, and not every one takes the character 0. */
    private static String stored(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !isPair)) {
                throw new IllegalArgumentException("a text holds a character that cannot be stored");
            }
            i += isPair ? 1 : 0;
        }
        return text;
    }

    String firstName() {
        return first;
    }

    void requireAllTaken() {
        if (!fields.isEmpty()) {
            throw new IllegalArgumentException("there is a field that does not belong here");
        }
    }

    private @Nullable Object take(String name) {
        return fields.remove(name);
    }

    Optional<String> textIf(String name) {
        Object value = take(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrong(name);
    }

    String text(String name) {
        return textIf(name).orElseThrow(() -> wrong(name));
    }

    /** A text that is not empty. */
    String word(String name) {
        return textIf(name).filter(text -> !text.isEmpty()).orElseThrow(() -> wrong(name));
    }

    List<String> texts(String name) {
        if (take(name) instanceof List<?> texts) {
            return texts.stream().map(String::valueOf).toList();
        }
        throw wrong(name);
    }

    long number(String name) {
        if (take(name) instanceof Long number && number >= 0) {
            return number;
        }
        throw wrong(name);
    }

    long numberOr0(String name) {
        return fields.containsKey(name) ? number(name) : 0;
    }

    boolean bool(String name) {
        if (take(name) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name);
    }

    boolean flag(String name) {
        return fields.containsKey(name) && bool(name);
    }

    Optional<Instant> timeIf(String name) {
        Object value = take(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long millis) {
            return Optional.of(Instant.ofEpochMilli(millis));
        }
        throw wrong(name);
    }

    Instant time(String name) {
        return timeIf(name).orElseThrow(() -> wrong(name));
    }

    UserId user(String name) {
        return textIf(name).flatMap(UserId::parse).orElseThrow(() -> wrong(name));
    }

    ConversationId conversation(String name) {
        return textIf(name).flatMap(ConversationId::parseKey).orElseThrow(() -> wrong(name));
    }
}
