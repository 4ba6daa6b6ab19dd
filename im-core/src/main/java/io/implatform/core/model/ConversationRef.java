package io.implatform.core.model;

import java.util.Locale;

/**
 * A conversation as one of its users names it: the lobby, "private with bob", or a group. Unlike a
 * {@link ConversationId} it is only a spelling: nothing says that the user
 * or group exists.
 *
 * @param kind what is named
 * @param name the other user or the group; empty for the lobby
 */
public record ConversationRef(Kind kind, String name) {
    private static final ConversationRef THE_LOBBY = new ConversationRef(Kind.LOBBY, "");

    /** The kinds of conversation. */
    public enum Kind {
        LOBBY,
        PRIVATE,
        GROUP
    }

    public static ConversationRef lobby() {
        return THE_LOBBY;
    }

    /** The conversation with {@code user}. */
    public static ConversationRef with(String user) {
        return new ConversationRef(Kind.PRIVATE, user);
    }

    public static ConversationRef group(String name) {
        return new ConversationRef(Kind.GROUP, name);
    }

    /** How {@code viewer} names a conversation that they take part in. */
    public static ConversationRef of(ConversationId conversation, UserId viewer) {
        return conversation.match(new ConversationId.Cases<>() {
            @Override
            public ConversationRef lobby(ConversationId.Lobby lobby) {
                return THE_LOBBY;
            }

            @Override
            public ConversationRef pair(ConversationId.Private pair) {
                return with(pair.other(viewer).name());
            }

            @Override
            public ConversationRef group(ConversationId.Group group) {
                return ConversationRef.group(group.name());
            }
        });
    }

    /** The text form: {@code lobby}, {@code private bob} or {@code group dev}. */
    @Override
    public String toString() {
        return kind == Kind.LOBBY ? "lobby" : kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }
}
