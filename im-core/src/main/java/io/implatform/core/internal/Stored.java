package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.spi.Changes;
import java.util.List;
import java.util.Optional;

/**
 * These numbers of that conversation are stored: what a node tells the others, and what it finds in the store's
 * list of changes. The messages themselves are read from the store.
 *
 * @param first 0 where only the group was changed
 * @param last 0 where only the group was changed
 * @param version the group's, or a later one; 0 where the conversation has none
 */
record Stored(ConversationId conversation, long first, long last, long version) implements Lane.Work {

    @Override
    public void collect(Lane lane, Round round) {
        round.take(this);
    }

    static Stored of(Changes.Change change) {
        return new Stored(change.conversation(), change.first(), change.last(), change.version());
    }

    /** One for two of the same conversation. */
    Stored and(Stored other) {
        return new Stored(
                conversation,
                first == 0 || other.first == 0 ? Math.max(first, other.first) : Math.min(first, other.first),
                Math.max(last, other.last),
                Math.max(version, other.version));
    }

    Notice notice() {
        return Notice.of(
                Notice.Kind.STORED,
                conversation.key(),
                Long.toString(first),
                Long.toString(last),
                Long.toString(version));
    }

    /** What a notice of this kind says; empty if it says nothing that makes sense. */
    static Optional<Stored> of(Notice notice) {
        List<String> fields = notice.fields();
        if (fields.size() < 4) {
            return Optional.empty();
        }
        try {
            long first = Long.parseLong(fields.get(1));
            long last = Long.parseLong(fields.get(2));
            long version = Long.parseLong(fields.get(3));
            return first < 1 || last < first
                    ? Optional.empty()
                    : ConversationId.parseKey(fields.get(0))
                            .map(conversation -> new Stored(conversation, first, last, version));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
