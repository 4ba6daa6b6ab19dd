package io.implatform.core.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A group as it is at one moment. Immutable.
 *
 * @param id its conversation
 * @param isPrivate whether those outside cannot tell that it exists
 * @param topic what it is about; empty for none
 * @param members who is in it and with which role, the longest standing first
 * @param invited who may join, though it is private
 * @param version counts its changes, from 1; by it a store notices that a decision was made on an older state
 */
public record Group(
        ConversationId.Group id,
        boolean isPrivate,
        String topic,
        Map<UserId, Role> members,
        Set<UserId> invited,
        long version) {
    public Group {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        invited = Collections.unmodifiableSet(new LinkedHashSet<>(invited));
    }

    /** A new group of its founder alone, who owns it. */
    public static Group founded(ConversationId.Group id, boolean isPrivate, UserId founder) {
        return new Group(id, isPrivate, "", Map.of(founder, Role.OWNER), Set.of(), 1);
    }

    public String name() {
        return id.name();
    }

    /** The role of a member; empty for those outside. */
    public Optional<Role> roleOf(UserId user) {
        return Optional.ofNullable(members.get(user));
    }

    /** Whether {@code user} can tell that it exists. */
    public boolean isVisibleTo(UserId user) {
        return !isPrivate || members.containsKey(user) || invited.contains(user);
    }

    /** The group after a change; its version is one higher. */
    public Group with(GroupChange change) {
        return change.applyTo(this);
    }
}
