package io.implatform.protocol;

import io.implatform.protocol.internal.JsonText;
import io.implatform.protocol.internal.JsonWriter;
import io.implatform.protocol.internal.Refs;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * The fields of one request object that the protocol has a use for, as they were spelled; the others are
 * left aside. Which of them a request needs depends on its type, which may stand last. For one thread.
 */
final class JsonFields implements JsonText.FieldReader {
    /** The fields of requests. */
    enum Field {
        ADDRESS,
        AFTER,
        BEFORE,
        CERTIFICATE,
        CONVERSATION,
        DURATION,
        EVERYWHERE,
        GROUP,
        HOST_TOKEN("hostToken"),
        ID,
        LIMIT,
        NEW,
        OLD,
        PASSWORD,
        PRIVATE,
        REASON,
        REF,
        RESUME,
        ROLE,
        SEQ,
        STATE,
        TEXT,
        TO,
        TOKEN,
        TYPE,
        USER,
        WANTS_TOKEN("wantsToken");

        private static final Map<String, Field> BY_KEY = new HashMap<>();

        static {
            for (Field field : values()) {
                BY_KEY.put(field.key, field);
            }
        }

        private final String key;

        Field() {
            key = JsonWriter.key(this);
        }

        Field(String key) {
            this.key = key;
        }

        /** The name on the wire. */
        String key() {
            return key;
        }
    }

    private final Map<Field, Object> values = new EnumMap<>(Field.class);

    /** Reads the request. @return whether it is one JSON object, and nothing else */
    boolean readFrom(String text) {
        return JsonText.read(text, this);
    }

    @Override
    public void field(String name, JsonParser value) {
        Field field = Field.BY_KEY.get(name);
        if (field == null) {
            JsonText.skip(value);
        } else {
            boolean isNested = field == Field.CONVERSATION || field == Field.RESUME;
            values.put(field, isNested ? JsonText.value(value) : JsonText.scalar(value));
        }
    }

    /** The value of a field, as {@link JsonText#value} has it; {@code null} if it is not there. */
    @Nullable
    Object get(Field field) {
        return values.get(field);
    }

    /** The reference; {@code null} if there is none, or if it is not one. */
    @Nullable
    String ref() {
        Object ref = get(Field.REF);
        return ref instanceof String string && Refs.isRef(string) ? string : null;
    }
}
