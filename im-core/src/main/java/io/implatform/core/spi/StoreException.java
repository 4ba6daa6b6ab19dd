package io.implatform.core.spi;

/**
 * A store could not do what it was asked: its disk is full, its database is away. Nothing of the
 * failed call is stored, unless the store cannot tell, as when a connection breaks during a commit.
 *
 * <p>The message names the file or address it met and never holds what a user wrote.
 */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
