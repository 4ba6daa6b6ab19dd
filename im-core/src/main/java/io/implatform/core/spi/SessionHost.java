package io.implatform.core.spi;

import io.implatform.core.model.Limits;

/** The server, as a transport sees it: where connections become sessions. Threads: any. */
public interface SessionHost {

    /**
     * Rung by the server when a connection has something to be polled, wants requests again, or has
     * ended. Called by any thread, also from within {@link SessionHost#open} and {@link
     * Connection#submit}; must not block, and must not call the connection itself but hand over to
     * the transport's own thread, so that one wake-up serves all the connections that were rung for.
     */
    @FunctionalInterface
    interface Doorbell {
        void ring();
    }

    /**
     * Makes a session for a connection that a peer opened.
     *
     * @param format the form of what the session is told until its first request
     * @param peer the peer's address, for the log
     * @param doorbell rung for this connection
     * @return the connection; where the server is full or stops, one that says so and has ended
     */
    Connection open(WireFormat format, String peer, Doorbell doorbell);

    /**
     * Makes a session for a connection, likewise, of whose peer more is known than its name: bans, limits
     * and logins by certificate need that.
     */
    default Connection open(WireFormat format, Peer peer, Doorbell doorbell) {
        return open(format, peer.name(), doorbell);
    }

    /** The limits in force. */
    Limits limits();
}
