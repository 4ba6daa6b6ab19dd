package io.implatform.cli;

/** The reason why a program cannot do what it was asked, in words for the person who started it. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param why one line that says what went wrong and what to do */
    public Failure(String why) {
        super(why);
    }

    public Failure(String why, Throwable cause) {
        super(why, cause);
    }
}
