package io.implatform.core.memory;

import io.implatform.core.model.ConversationId;
import io.implatform.core.spi.Changes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a {@link MemoryStore} has stored, in order; a mark is a place in it. In arrays: there is an entry for each message. */
final class ChangeLog {
    private final List<ConversationId> conversations = new ArrayList<>();
    /** The number of a message; 0 where the group was changed. */
    private long[] seqs = new long[16];

    private long[] versions = new long[16];

    void add(ConversationId conversation, long seq, long version) {
        int place = conversations.size();
        if (place == seqs.length) {
            seqs = Arrays.copyOf(seqs, 2 * place);
            versions = Arrays.copyOf(versions, 2 * place);
        }
        seqs[place] = seq;
        versions[place] = version;
        conversations.add(conversation);
    }

    /** Of at most {@code limit} conversations, what was stored since a mark. */
    Changes since(long mark, int limit) {
        if (mark < 0) {
            return new Changes(List.of(), conversations.size(), false);
        }
        Map<ConversationId, Changes.Change> changes = new LinkedHashMap<>();
        int end = (int) mark;
        while (end < conversations.size() && changes.size() < limit) {
            Changes.Change change = new Changes.Change(conversations.get(end), seqs[end], seqs[end], versions[end]);
            changes.merge(change.conversation(), change, ChangeLog::both);
            end++;
        }
        return new Changes(List.copyOf(changes.values()), end, end < conversations.size());
    }

    private static Changes.Change both(Changes.Change one, Changes.Change next) {
        return new Changes.Change(
                one.conversation(),
                one.first() == 0 ? next.first() : one.first(),
                Math.max(one.last(), next.last()),
                Math.max(one.version(), next.version()));
    }
}
