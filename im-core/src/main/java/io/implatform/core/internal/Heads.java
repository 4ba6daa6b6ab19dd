package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last message of each conversation that this node's sessions were offered, by which a lane sees
 * what other nodes stored in between. Bounded: the conversation that was not used for the longest is
 * forgotten. Confined to one lane.
 */
final class Heads {
    private final Map<ConversationId, Long> heads;

    Heads(int entries) {
        this.heads = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ConversationId, Long> eldest) {
                return size() > entries;
            }
        };
    }

    /** The last one that was offered; {@code null} where that is not known. */
    @Nullable
    Long of(ConversationId conversation) {
        return heads.get(conversation);
    }

    void offered(ConversationId conversation, long seq) {
        heads.merge(conversation, seq, Math::max);
    }
}
