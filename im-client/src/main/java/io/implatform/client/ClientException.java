package io.implatform.client;

import org.jspecify.annotations.Nullable;

/** What was asked of a {@link ChatClient} was not done; the subclass says why. No message text is in its words. */
public abstract class ClientException extends RuntimeException {
    ClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
