package io.implatform.core.model;

/**
 * The catalogue of refusals: the stable codes that a peer may rely on.
 *
 * <p>{@code docs/protocol.md} shows this table; a test holds the two equal. A code is never renamed
 * and never given another meaning.
 */
public enum RefusalCode {
    ACCOUNT_DELETED(Kind.FATAL, "The account of the session was deleted."),
    ALREADY_LOGGED_IN(Kind.LASTING, "This session is logged in; a session has one user for its life."),
    BAD_ARGUMENT(Kind.LASTING, "An argument is missing, superfluous or out of its range."),
    BAD_CREDENTIALS(Kind.LASTING, "Wrong password or unknown user; which of the two is not said."),
    BAD_ENCODING(Kind.LASTING, "The line is not well-formed UTF-8."),
    BAD_NAME(Kind.LASTING, "Not a name: 1-32 of A-Z a-z 0-9 . _ -, beginning with a letter or digit."),
    BAD_REQUEST(Kind.LASTING, "The line cannot be read as a request of its form."),
    BAD_TEXT(Kind.LASTING, "A text or password holds a control character."),
    BANNED(Kind.FATAL, "The user, or the address, is banned until the given time, or for good."),
    BLOCKED(Kind.LASTING, "The addressee takes no private messages from this user."),
    BUSY(Kind.TEMPORARY, "A pool of the server is full; nothing was done."),
    CONFLICT(Kind.LASTING, "The sender has used this message id for another message."),
    DISCONNECTED(Kind.FATAL, "A moderator or administrator ended the session."),
    LAGGING(Kind.FATAL, "The session stayed behind for longer than the limit."),
    LOGGED_OUT(Kind.FATAL, "The user ended all their sessions from another one."),
    MUTED(Kind.LASTING, "The user may say nothing until the given time, or for good."),
    NAME_TAKEN(Kind.LASTING, "The name is registered, in this or another spelling."),
    NO_SUCH_GROUP(Kind.LASTING, "There is no such group for this user."),
    NO_SUCH_MESSAGE(Kind.LASTING, "There is no such message, or it is deleted."),
    NO_SUCH_SANCTION(Kind.LASTING, "The user or address is not muted or banned."),
    NO_SUCH_USER(Kind.LASTING, "There is no user of that name."),
    NOT_A_MEMBER(Kind.LASTING, "The command is for members of the group."),
    NOT_ALLOWED(Kind.LASTING, "The command needs a higher role, or is about another user's message, or about oneself."),
    NOT_LOGGED_IN(Kind.LASTING, "The command needs a login first."),
    QUOTA(Kind.LASTING, "The user has as many of these as the limit allows."),
    RATE_LIMITED(Kind.TEMPORARY, "Too many attempts; try again after the given time."),
    REGISTRATION_CLOSED(Kind.LASTING, "This server takes no registrations; its accounts are made elsewhere."),
    RESTART(Kind.FATAL, "The server stops or restarts; connect again."),
    STORE_UNAVAILABLE(Kind.TEMPORARY, "The store failed; nothing was stored and nothing delivered."),
    TIMEOUT(Kind.FATAL, "The peer was silent, or not logged in, for longer than the limit."),
    TOO_LONG(Kind.LASTING, "A line or a text is longer than the limit."),
    TOO_MANY_CONNECTIONS(Kind.FATAL, "The server has as many connections as the limit allows."),
    UNKNOWN_COMMAND(Kind.LASTING, "There is no such command; HELP lists those there are."),
    WEAK_PASSWORD(Kind.LASTING, "The password is too short, too long or among the most common ones."),
    WRONG_PROTOCOL(Kind.FATAL, "The peer speaks another protocol (HTTP, TLS) on this port.");

    private enum Kind {
        LASTING,
        TEMPORARY,
        FATAL
    }

    private final Kind kind;
    private final String meaning;

    RefusalCode(Kind kind, String meaning) {
        this.kind = kind;
        this.meaning = meaning;
    }

    /** Whether the same request may succeed later without a change. */
    public boolean isTemporary() {
        return kind == Kind.TEMPORARY;
    }

    /** Whether the connection is closed after it. */
    public boolean isFatal() {
        return kind == Kind.FATAL;
    }

    /** What it means, in a sentence for the documentation. */
    public String meaning() {
        return meaning;
    }
}
