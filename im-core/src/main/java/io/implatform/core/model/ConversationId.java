package io.implatform.core.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A conversation, named: the lobby, a pair of users, or a group. Immutable, comparable by value.
 *
 * <p>Each conversation numbers its messages 1, 2, 3, … for itself, with no gap.
 */
public sealed interface ConversationId {

    /** The conversation of all broadcasts. */
    Lobby LOBBY = new Lobby();

    /** The conversation of two users, in either order; of a user with themselves where both are one. */
    static Private between(UserId one, UserId other) {
        return one.compareTo(other) <= 0 ? new Private(one, other) : new Private(other, one);
    }

    /**
     * The conversation that {@link #key()} names, or empty if there is no such conversation name.
     * The spelling of names is the key's, not the registered one.
     */
    static Optional<ConversationId> parseKey(String key) {
        String[] parts = key.split(" ", -1);
        if (parts.length == 1 && parts[0].equals("lobby")) {
            return Optional.of(LOBBY);
        }
        if (parts.length == 3 && parts[0].equals("private")) {
            return UserId.parse(parts[1]).flatMap(one -> UserId.parse(parts[2]).map(other -> between(one, other)));
        }
        if (parts.length == 3 && parts[0].equals("group")) {
            try {
                return Optional.of(new Group(parts[1], parts[2]));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * The name by which stores and routers know it: {@code lobby}, {@code private alice bob} (in
     * order of the names, in lower case) or {@code group 3f2a dev} (id and name). Equal conversations,
     * and only those, have equal keys.
     */
    String key();

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of conversation. */
    interface Cases<R> {
        R lobby(Lobby lobby);

        R pair(Private pair);

        R group(Group group);
    }

    /** The conversation of all broadcasts. */
    record Lobby() implements ConversationId {
        @Override
        public String key() {
            return "lobby";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.lobby(this);
        }
    }

    /**
     * The conversation of two users, {@code first} not after {@code second} in order of their names.
     * {@link ConversationId#between} puts them in order.
     */
    record Private(UserId first, UserId second) implements ConversationId {
        public Private {
            if (first.compareTo(second) > 0) {
                throw new IllegalArgumentException("not in order: " + first + ", " + second);
            }
        }

        /** Mixed: the plain sum of two hashes of similar short names meets itself far too often. */
        @Override
        public int hashCode() {
            int hash = first.hashCode() * 0x9E3779B9 + second.hashCode();
            return hash ^ (hash >>> 15) * 0x85EBCA6B;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Private that && that.first.equals(first) && that.second.equals(second);
        }

        /** Whether {@code user} is one of the two. */
        public boolean includes(UserId user) {
            return user.equals(first) || user.equals(second);
        }

        /** The one that {@code user} talks to here; {@code user} themselves in a conversation with oneself. */
        public UserId other(UserId user) {
            return user.equals(first) ? second : first;
        }

        @Override
        public String key() {
            return "private " + first.key() + " " + second.key();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.pair(this);
        }
    }

    /**
     * The conversation of a group. The id alone is its identity: the name is what its members call it,
     * and a private group may have the name of another group that its members do not see.
     *
     * @param id 1–32 of {@code a-z 0-9}, never used twice
     * @param name the group's name, under the rule for user names
     */
    record Group(String id, String name) implements ConversationId {
        public Group {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException("not a group id: \"" + id + "\"");
            }
            if (!Names.isValid(name)) {
                throw new IllegalArgumentException("not a group name: \"" + name + "\"");
            }
        }

        private static final Pattern ID = Pattern.compile("[a-z0-9]{1,32}");

        /** Whether {@code name} can be the name of a group. */
        public static boolean isName(String name) {
            return Names.isValid(name);
        }

        /** The form by which names of groups are compared. */
        public static String fold(String name) {
            return Names.fold(name);
        }

        @Override
        public String key() {
            return "group " + id + " " + name;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.group(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Group that && that.id.equals(id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }
}
