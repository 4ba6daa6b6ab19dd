package io.implatform.client;

/**
 * The client is closed, by {@link ChatClient#close} or for good by the server. Whether the request was
 * done is not known where it had been sent.
 */
public final class ClientClosedException extends ClientException {
    ClientClosedException(String reason) {
        super("the client is closed: " + reason, null);
    }
}
