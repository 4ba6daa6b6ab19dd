package io.implatform.core.logic;

/**
 * A conversation as one of its users names it: the lobby, "private with bob", or a group. Unlike a
 * {@link io.implatform.core.model.ConversationId} it is only a spelling: nothing says that the user
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
}
