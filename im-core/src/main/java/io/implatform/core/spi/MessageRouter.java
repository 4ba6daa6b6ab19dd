package io.implatform.core.spi;

/**
 * Carries bytes between the nodes of a cluster. It rings the bell; the store is the truth.
 *
 * <p><b>What it may do.</b> It may drop, repeat and reorder what it is given. It must not change it,
 * invent any, or give it to a subscriber of another topic.
 *
 * <p><b>Threads.</b> Every method may be called by any thread and must not block on the network: a
 * router that cannot keep up drops. Receivers are called on a thread of the router's, and never by
 * {@link #publish} itself.
 *
 * <p>Its contract is {@code MessageRouterContract} in im-testkit.
 */
public interface MessageRouter extends AutoCloseable {

    /** Takes what the router brings. Must be quick; what it throws is logged by the router and changes nothing. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Takes what was published.
         *
         * @param topic the topic that was subscribed to
         * @param payload the receiver's own copy
         */
        void receive(String topic, byte[] payload);
    }

    /** An interest in a topic, until it is closed. */
    interface Subscription extends AutoCloseable {
        /** Ends the interest; nothing is delivered that is published after it returns. May be called twice. */
        @Override
        void close();
    }

    /**
     * Offers {@code payload} to every subscriber of {@code topic} on every node, this one included.
     *
     * @param topic 1–128 of {@code A-Z a-z 0-9 . _ -}
     * @param payload at most 65,536 bytes; not changed by the caller afterwards
     * @throws IllegalStateException if the router is closed
     */
    void publish(String topic, byte[] payload);

    /**
     * Declares interest in a topic: what is published after it returns is offered to {@code receiver}.
     *
     * @throws IllegalStateException if the router is closed
     */
    Subscription subscribe(String topic, Receiver receiver);

    /** Ends every subscription and gives back threads and connections. May be called twice. */
    @Override
    void close();
}
