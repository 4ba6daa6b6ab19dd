package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.spi.ConversationStore;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups as this node knows them, and which of their changes its sessions were told of. Bounded: the one
 * that was not used for the longest is read again. Only the lane of a group puts its state here; anybody may
 * look.
 */
final class GroupStates {
    /**
     * Up to which change this node's sessions were told.
     *
     * @param state the group at that version; {@code null} where it is not known
     */
    record Told(long version, @Nullable Group state) {}

    private final ConversationStore store;
    private final Map<String, Group> states;
    private final Map<String, Told> told;

    GroupStates(ConversationStore store, int entries) {
        this.store = store;
        this.states = bounded(entries);
        this.told = bounded(entries);
    }

    private static <T> Map<String, T> bounded(int entries) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > entries;
            }
        };
    }

    /** For the group's lane: its state, read from the store if need be; {@code null} if there is no such group. */
    @Nullable
    Group load(ConversationId.Group id) {
        Group known = peek(id);
        return known == null ? reload(id) : known;
    }

    /** For the group's lane: its state, read from the store; {@code null} if there is no such group. */
    @Nullable
    Group reload(ConversationId.Group id) {
        Group stored = store.group(id).orElse(null);
        if (stored != null) {
            put(stored);
        }
        return stored;
    }

    /** For everyone else: its state now, without keeping what was read; {@code null} if there is no such group. */
    @Nullable
    Group look(ConversationId.Group id) {
        Group known = peek(id);
        return known == null ? store.group(id).orElse(null) : known;
    }

    /** For everyone else: its state as it is stored. */
    @Nullable
    Group lookAgain(ConversationId.Group id) {
        return store.group(id).orElse(null);
    }

    /** Its state, if that is known here. */
    @Nullable
    Group peek(ConversationId.Group id) {
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

    /** For the group's lane: up to where this node's sessions were told; {@code null} where that is not known. */
    @Nullable
    Told told(ConversationId.Group id) {
        synchronized (told) {
            return told.get(id.id());
        }
    }

    /** For the group's lane: they were told up to there. */
    void told(ConversationId.Group id, long version, @Nullable Group state) {
        synchronized (told) {
            told.put(id.id(), new Told(version, state));
        }
    }
}
