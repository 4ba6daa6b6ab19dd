package io.implatform.client;

/**
 * The connection was lost before the answer came, and the request is not one that can be made twice:
 * whether it was done is not known. Messages never end like this.
 */
public final class ConnectionLostException extends ClientException {
    ConnectionLostException(String what) {
        super("the connection was lost before " + what + " was answered: whether it was done is not known", null);
    }
}
