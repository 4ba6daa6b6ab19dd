package io.implatform.client;

import java.time.Duration;
import java.util.Optional;

/** The server refused a request; nothing was done. */
public final class RequestRefusedException extends ClientException {
    private final String code;
    private final String words;
    private final boolean temporary;
    private final transient Optional<Duration> retryAfter;

    RequestRefusedException(String code, String words, boolean temporary, Optional<Duration> retryAfter) {
        super(code + ": " + words, null);
        this.code = code;
        this.words = words;
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    /** The stable code, one of {@link io.implatform.core.model.RefusalCode} or one that this version does not know. */
    public String code() {
        return code;
    }

    /** The server's words for a person. */
    public String words() {
        return words;
    }

    /** Whether the same request may succeed later. */
    public boolean isTemporary() {
        return temporary;
    }

    /** How long to wait before the next attempt, where that is known. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
