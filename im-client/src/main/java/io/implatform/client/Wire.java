package io.implatform.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, as lines of bytes: all that the client knows of a network.
 *
 * <p>One thread sends and another receives; {@link #close} may be called by any, and ends both.
 */
interface Wire extends AutoCloseable {

    /** Opens wires. */
    interface Dialer {
        /**
         * Connects.
         *
         * @throws IOException if it cannot, within {@code timeout}; the message names the address
         * @throws IllegalArgumentException if it is no address of a kind that is known
         */
        Wire dial(URI address, Duration timeout) throws IOException;
    }

    /** Sends one or more whole lines, each with its LF; waits while the peer does not take them. */
    void send(byte[] lines) throws IOException;

    /**
     * The next line, without its LF.
     *
     * @param timeoutMillis how long to wait for it, at least 1
     * @return {@code null} where none came in that time
     * @throws IOException where the connection is at its end
     */
    byte @Nullable [] receive(long timeoutMillis) throws IOException;

    /** Ends the connection at once. May be called twice. */
    @Override
    void close();
}
