package io.implatform.core.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** One durable change of a group. Immutable. */
public sealed interface GroupChange {

    /** The group after the change; its version is one higher. */
    Group applyTo(Group before);

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of change. */
    interface Cases<R> {
        R member(SetMember change);

        R removed(RemoveMember change);

        R invited(Invite change);

        R topic(SetTopic change);
    }

    /** {@code user} is a member with that role, whatever they were; an invitation is used up. */
    record SetMember(UserId user, Role role) implements GroupChange {
        @Override
        public Group applyTo(Group before) {
            Map<UserId, Role> members = new LinkedHashMap<>(before.members());
            members.put(user, role);
            Set<UserId> invited = new LinkedHashSet<>(before.invited());
            invited.remove(user);
            return new Group(before.id(), before.isPrivate(), before.topic(), members, invited, before.version() + 1);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.member(this);
        }
    }

    /**
     * {@code user} is no member any more, and not invited either.
     *
     * @param heir who becomes the owner in the same step; {@code user} themselves where nobody has to
     */
    record RemoveMember(UserId user, UserId heir) implements GroupChange {
        @Override
        public Group applyTo(Group before) {
            Map<UserId, Role> members = new LinkedHashMap<>(before.members());
            members.remove(user);
            members.replace(heir, Role.OWNER);
            Set<UserId> invited = new LinkedHashSet<>(before.invited());
            invited.remove(user);
            return new Group(before.id(), before.isPrivate(), before.topic(), members, invited, before.version() + 1);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.removed(this);
        }
    }

    /** {@code user} may join. */
    record Invite(UserId user) implements GroupChange {
        @Override
        public Group applyTo(Group before) {
            Set<UserId> invited = new LinkedHashSet<>(before.invited());
            invited.add(user);
            return new Group(
                    before.id(), before.isPrivate(), before.topic(), before.members(), invited, before.version() + 1);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.invited(this);
        }
    }

    /** The group is about {@code topic}; empty for nothing in particular. */
    record SetTopic(String topic) implements GroupChange {
        @Override
        public Group applyTo(Group before) {
            return new Group(
                    before.id(), before.isPrivate(), topic, before.members(), before.invited(), before.version() + 1);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.topic(this);
        }
    }
}
