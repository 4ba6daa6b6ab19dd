package io.implatform.client;

/** A listener's place. */
public interface Subscription extends AutoCloseable {
    /** Calls the listener no more, but for what is on its way to it. May be called twice. */
    @Override
    void close();
}
