package io.implatform.core.spi;

import io.implatform.core.model.ConversationId;
import java.util.List;

/**
 * What was stored since a mark, by whatever node: by this a node finds what it was not told of. Immutable.
 *
 * @param conversations in which something was stored, each once, in no order
 * @param mark where these end and the next ones begin; negative where the store keeps no such list
 * @param more whether there are further ones already
 */
public record Changes(List<Change> conversations, long mark, boolean more) {
    /** Asks for where the list ends now, and nothing else. */
    public static final long FROM_NOW = -1;

    /** The store keeps no such list. */
    public static final Changes NOT_KEPT = new Changes(List.of(), FROM_NOW, false);

    public Changes {
        conversations = List.copyOf(conversations);
    }

    /**
     * A conversation in which something was stored.
     *
     * @param first the lowest number that was given since the mark; every one from there to {@code last} is
     *     stored. 0 where only the group was changed
     * @param last the highest one; 0 where only the group was changed
     * @param version the {@link io.implatform.core.model.Group#version} now, or later; 0 where the
     *     conversation has none
     */
    public record Change(ConversationId conversation, long first, long last, long version) {}
}
