package io.implatform.protocol.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Message;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import io.implatform.protocol.internal.JsonNames;
import io.implatform.protocol.internal.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a server, from which the fields of a type are taken; the others are not looked at. A
 * field that is needed and is not there, or is not what its type has, makes it {@link Unreadable}.
 */
final class JsonObject {
    private final Map<?, ?> fields;

    private JsonObject(Map<?, ?> fields) {
        this.fields = fields;
    }

    /** The object that is the whole of {@code text}; {@code null} if it is none. */
    static @Nullable JsonObject parse(String text) {
        Map<String, Object> fields = new HashMap<>();
        boolean isObject = JsonText.read(text, (name, value) -> fields.put(name, JsonText.value(value)));
        return isObject ? new JsonObject(fields) : null;
    }

    /** What is needed is not there. */
    static final class Unreadable extends RuntimeException {
        Unreadable(String field) {
            super(field, null, false, false);
        }
    }

    Optional<String> stringIf(String name) {
        Object value = fields.get(name);
        return value instanceof String string ? Optional.of(string) : Optional.empty();
    }

    String string(String name) {
        return stringIf(name).orElseThrow(() -> new Unreadable(name));
    }

    /** The strings among the fields. */
    Map<String, String> strings() {
        Map<String, String> strings = new HashMap<>();
        fields.forEach((name, value) -> {
            if (name instanceof String key && value instanceof String string) {
                strings.put(key, string);
            }
        });
        return strings;
    }

    /** A count or number of a message. */
    long number(String name) {
        Object value = fields.get(name);
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw new Unreadable(name);
    }

    long numberOr0(String name) {
        return fields.get(name) == null ? 0 : number(name);
    }

    /** Whether a flag is there and true. */
    boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    Optional<Duration> seconds(String name) {
        Object value = fields.get(name);
        return value instanceof Long number && number >= 0 ? Optional.of(Duration.ofSeconds(number)) : Optional.empty();
    }

    Instant time(String name) {
        try {
            return Instant.parse(string(name));
        } catch (DateTimeParseException e) {
            throw new Unreadable(name);
        }
    }

    UserId user(String name) {
        return named(string(name));
    }

    Optional<UserId> userIf(String name) {
        return stringIf(name).map(JsonObject::named);
    }

    private static UserId named(String name) {
        return UserId.parse(name).orElseThrow(() -> new Unreadable("user"));
    }

    ConversationRef conversation(String name) {
        Object value = fields.get(name);
        ConversationRef conversation = value instanceof List<?> parts && JsonNames.isArrayOfStrings(parts)
                ? JsonNames.conversation(parts)
                : null;
        if (conversation == null) {
            throw new Unreadable(name);
        }
        return conversation;
    }

    Role role(String name) {
        return Role.find(string(name)).orElse(Role.MEMBER);
    }

    Status status() {
        String key = string("state");
        Status.State state = key.equals(Status.State.OFFLINE.key())
                ? Status.State.OFFLINE
                : Status.State.find(key).orElse(Status.State.ONLINE);
        return new Status(state, stringIf("text").orElse(""));
    }

    Said said() {
        Message.State state = flag("deleted")
                ? Message.State.DELETED
                : flag("edited") ? Message.State.EDITED : Message.State.ORIGINAL;
        return new Said(number("seq"), time("time"), user("from"), string("text"), numberOr0("replyTo"), state);
    }

    /** An array of objects. */
    <T> List<T> objects(String name, Function<JsonObject, T> element) {
        return list(name, value -> {
            if (value instanceof Map<?, ?> fields) {
                return element.apply(new JsonObject(fields));
            }
            throw new Unreadable(name);
        });
    }

    /** An array of users' names. */
    List<UserId> users(String name) {
        return list(name, value -> {
            if (value instanceof String user) {
                return named(user);
            }
            throw new Unreadable(name);
        });
    }

    private <T> List<T> list(String name, Function<Object, T> element) {
        Object value = fields.get(name);
        if (value instanceof List<?> elements) {
            List<T> read = new ArrayList<>();
            for (Object each : elements) {
                read.add(element.apply(each));
            }
            return read;
        }
        throw new Unreadable(name);
    }
}
