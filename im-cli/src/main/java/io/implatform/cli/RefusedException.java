package io.implatform.cli;

/** A rule forbids what was asked for; nothing was done. The message begins with the code of the refusal. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
