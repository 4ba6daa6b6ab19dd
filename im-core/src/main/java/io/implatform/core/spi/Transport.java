package io.implatform.core.spi;

import java.io.IOException;
import java.net.URI;

/**
 * Listens somewhere and turns connections into sessions. It owns its threads and decides nothing.
 *
 * <p>A transport is started once, by the server that it was given to. Its contract is {@code
 * TransportContract} in im-testkit.
 */
public interface Transport {

    /**
     * Binds, and from then on opens a session for each connection.
     *
     * @return the listener, bound
     * @throws IOException if it cannot listen; the message names the address
     */
    Listener start(SessionHost host) throws IOException;

    /** A bound transport. Threads: any. */
    interface Listener extends AutoCloseable {

        /** Where it listens, with the port that was bound, such as {@code tcp://127.0.0.1:5050}. */
        URI address();

        /**
         * Takes no new connections from here on; those that are open go on. What makes no session, such as a question
         * for the server's health, may still be answered. May be called twice.
         */
        void stopAccepting();

        /**
         * Closes every connection and gives back every thread and socket before it returns. May be
         * called twice.
         */
        @Override
        void close();
    }
}
