package io.implatform.core.model;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a request was refused: a stable code and words for a person. A value, not an exception: a
 * refusal is an ordinary outcome.
 *
 * @param code the stable code
 * @param words for a person; free to change; one line, with nothing in it that a user wrote
 *     but the reason that a moderator gave
 * @param retryAfter how long to wait before the next attempt, where that is known; whole seconds
 */
public record Refusal(RefusalCode code, String words, Optional<Duration> retryAfter) {

    /** A refusal that says nothing about when to try again. */
    public static Refusal of(RefusalCode code, String words) {
        return new Refusal(code, words, Optional.empty());
    }

    /** A refusal that asks to try again after {@code seconds}. */
    public static Refusal retry(RefusalCode code, long seconds, String words) {
        return new Refusal(code, words, Optional.of(Duration.ofSeconds(seconds)));
    }
}
