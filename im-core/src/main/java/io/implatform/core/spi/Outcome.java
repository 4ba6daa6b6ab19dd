package io.implatform.core.spi;

import io.implatform.core.model.Message;
import org.jspecify.annotations.Nullable;

/**
 * What became of one {@link Write} of a committed batch.
 *
 * @param result what became of it
 * @param message for an append that is {@link Result#DONE}, the message with its number; for a {@link
 *     Result#DUPLICATE}, the one that was stored under that client id first, be its content the same or
 *     not, with the text as it was first; otherwise {@code null}
 */
public record Outcome(Result result, @Nullable Message message) {
    private static final Outcome DONE = new Outcome(Result.DONE, null);

    /** What can become of a write. */
    public enum Result {
        /** It is stored. */
        DONE,
        /** The sender's client id was known; nothing was stored now. */
        DUPLICATE,
        /** The group has another version than the decision was made on; nothing was stored: decide again. */
        STALE,
        /** What the append refers to is no text of the conversation, or is deleted; nothing was stored. */
        GONE,
        /** There is a public group of that name; nothing was stored. */
        NAME_TAKEN
    }

    /** The append is stored, as that message. */
    public static Outcome stored(Message message) {
        return new Outcome(Result.DONE, message);
    }

    /** The append had been stored before, as that message. */
    public static Outcome duplicate(Message first) {
        return new Outcome(Result.DUPLICATE, first);
    }

    /** Another write than an append ended so. */
    public static Outcome of(Result result) {
        return result == Result.DONE ? DONE : new Outcome(result, null);
    }
}
