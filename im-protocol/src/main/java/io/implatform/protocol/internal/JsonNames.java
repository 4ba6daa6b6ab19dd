package io.implatform.protocol.internal;

import io.implatform.core.model.ConversationRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conversations in JSON, read. Threads: any. */
public final class JsonNames {
    private JsonNames() {}

    /** Whether {@code value} is an array of strings, as the name of a conversation is. */
    public static boolean isArrayOfStrings(Object value) {
        return value instanceof List<?> parts && parts.stream().allMatch(String.class::isInstance);
    }

    /**
     * The conversation that an array names: {@code ["lobby"]}, {@code ["private","bob"]} or {@code
     * ["group","dev"]}; {@code null} if it names none.
     */
    public static @Nullable ConversationRef conversation(List<?> parts) {
        Object kind = parts.isEmpty() ? "" : parts.get(0);
        if (parts.size() == 1 && kind.equals("lobby")) {
            return ConversationRef.lobby();
        }
        if (parts.size() != 2 || !(parts.get(1) instanceof String name)) {
            return null;
        }
        return kind.equals("private")
                ? ConversationRef.with(name)
                : kind.equals("group") ? ConversationRef.group(name) : null;
    }
}
