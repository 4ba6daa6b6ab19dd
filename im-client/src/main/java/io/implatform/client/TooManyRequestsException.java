package io.implatform.client;

/** As many requests as the client keeps are unanswered: wait for some of their futures before the next. */
public final class TooManyRequestsException extends ClientException {
    TooManyRequestsException(int limit) {
        super(limit + " requests are unanswered, and no more are kept", null);
    }
}
