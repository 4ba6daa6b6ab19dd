package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.spi.ConversationStore;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups as this node knows them. Bounded: the one that was not used for the longest is read again.
 * Only the lane of a group puts its state here; anybody may look.
 */
final class GroupStates {
    private final ConversationStore store;
    private final Map<String, Group> states;

    GroupStates(ConversationStore store, int entries) {
        this.store = store;
        this.states = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Group> eldest) {
                return size() > entries;
            }
        };
    }

    /** For the group's lane: its state, read from the store if need be; {@code null} if there is no such group. */
    @Nullable
    Group load(ConversationId.Group id) {
        Group known = peek(id);
        if (known == null) {
            known = store.group(id).orElse(null);
            if (known != null) {
                put(known);
            }
        }
        return known;
    }

    /** For everyone else: its state now, without keeping what was read; {@code null} if there is no such group. */
    @Nullable
    Group look(ConversationId.Group id) {
        Group known = peek(id);
        return known == null ? store.group(id).orElse(null) : known;
    }

    private @Nullable Group peek(ConversationId.Group id) {
        synchronized (states) {
            return states.get(id.id());
        }
    }

    /** For the group's lane: the state after a change. */
    void put(Group group) {
        synchronized (states) {
            states.put(group.id().id(), group);
        }
    }

    /** For the group's lane: what is known may not be so. */
    void forget(ConversationId.Group id) {
        synchronized (states) {
            states.remove(id.id());
        }
    }
}
