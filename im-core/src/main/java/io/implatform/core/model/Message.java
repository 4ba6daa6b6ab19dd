package io.implatform.core.model;

import java.time.Instant;

/**
 * What is stored in a conversation under one number: a text, or a fact about an earlier text. Immutable.
 *
 * @param conversation where it was said
 * @param seq its number there: 1, 2, 3, … with no gap, texts and facts alike
 * @param time when the server took it, to the millisecond
 * @param from who said it, spelled as registered
 * @param kind what it is
 * @param refersTo the number of the message that it answers ({@link Kind#TEXT}), edits or deletes; 0 for none
 * @param text what was said, or the new text of an edit; empty for a deletion; {@link #toString} leaves it
 *     out, so that it reaches no log
 * @param state what became of a text since; {@code text} is the newest one. {@link State#ORIGINAL} for facts, but
 *     {@link State#DELETED} for an edit of a text that was deleted: its text is empty, too
 */
public record Message(
        ConversationId conversation,
        long seq,
        Instant time,
        UserId from,
        Kind kind,
        long refersTo,
        String text,
        State state) {

    /** What a message is. */
    public enum Kind {
        TEXT,
        EDIT,
        DELETION
    }

    /** What became of a text after it was stored. */
    public enum State {
        ORIGINAL,
        EDITED,
        /** Its text is empty. */
        DELETED
    }

    public Message {
        if (seq < 1) {
            throw new IllegalArgumentException("seq " + seq + " < 1");
        }
        if (refersTo < 0 || refersTo >= seq) {
            throw new IllegalArgumentException("refersTo " + refersTo + " of seq " + seq);
        }
    }

    /** Whether there is nothing in it to be told of any more: an edit of a text that was deleted later. */
    public boolean isVoid() {
        return kind == Kind.EDIT && state == State.DELETED;
    }

    /** A text as it is first stored, which answers none. */
    public Message(ConversationId conversation, long seq, Instant time, UserId from, String text) {
        this(conversation, seq, time, from, Kind.TEXT, 0, text, State.ORIGINAL);
    }

    @Override
    public String toString() {
        return "Message[" + conversation.key() + " #" + seq + " " + kind + " from " + from + "]";
    }
}
