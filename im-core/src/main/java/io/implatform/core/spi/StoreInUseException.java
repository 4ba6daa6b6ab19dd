package io.implatform.core.spi;

import java.io.IOException;

/** A store cannot be opened because another process, or another store in this one, has it open. */
public class StoreInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says so.
     *
     * @param message names what is in use, and what to do
     */
    public StoreInUseException(String message) {
        super(message);
    }
}
