package io.implatform.core.spi;

import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import java.util.Optional;

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

        /**
         * Called from within {@link Connection#submit}, to have {@code wake} run once the calling thread has
         * submitted what it has read: what works on requests is then woken once for all of them rather than
         * for each. Several calls with one {@code wake} may be answered by one run. A transport that does not
         * know when that is runs it at once.
         */
        default void afterSubmitting(Runnable wake) {
            wake.run();
        }
    }

    /**
     * A connection that was accepted and is counted, before it is a session: while a handshake is under way, or a
     * request that asks for no session is answered. It is counted until it is closed.
     */
    interface Admission extends AutoCloseable {
        /**
         * Why the connection may not stay: the server is full, or there are too many of that address, or it stops. The
         * transport either tells the peer, by {@link SessionHost#open}, or closes the connection at once where
         * telling would cost more than the connection is worth, such as a TLS handshake.
         */
        Optional<Refusal> refusal();

        /** The connection is gone. May be called twice; {@link Connection#disconnected} does it too. */
        @Override
        void close();
    }

    /** Counts a connection that a peer opened, before anything is read from it. */
    Admission admit(Peer peer);

    /**
     * Counts a connection that may ask for something else than a session, such as the files of a web page, of which a
     * browser makes several for one page. It is counted among such connections until {@link #open} makes a session of
     * it: then it is counted, and may be refused, as one that was {@link #admit}ted for a session.
     */
    default Admission admitVisit(Peer peer) {
        return admit(peer);
    }

    /**
     * Makes a session of a connection that was admitted, and takes the admission over.
     *
     * @param format the form of what the session is told until its first request
     * @param peer whose connection it is, with what a handshake has told since it was admitted
     * @param doorbell rung for this connection
     * @return the connection; where the admission is a refusal or the server stops, one that says so and has ended
     */
    Connection open(WireFormat format, Peer peer, Admission admission, Doorbell doorbell);

    /** Admits a connection and makes a session of it: for transports where nothing comes in between. */
    default Connection open(WireFormat format, Peer peer, Doorbell doorbell) {
        return open(format, peer, admit(peer), doorbell);
    }

    /** Whether new sessions are welcome: {@code false} from the moment on that the server begins to stop. */
    default boolean isReady() {
        return true;
    }

    /** The limits in force. */
    Limits limits();
}
