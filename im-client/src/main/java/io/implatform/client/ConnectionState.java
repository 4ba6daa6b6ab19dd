package io.implatform.client;

import io.implatform.core.model.UserId;
import java.net.URI;
import java.time.Duration;

/** How a {@link ChatClient} is connected. Immutable. */
public sealed interface ConnectionState {

    /** An attempt to connect is under way. */
    record Connecting(URI address) implements ConnectionState {}

    /**
     * A server answers, and nobody is logged in yet.
     *
     * @param server its name and version
     */
    record Connected(URI address, String server) implements ConnectionState {}

    /**
     * The user is logged in.
     *
     * @param again whether they were before, on an earlier connection
     * @param reset whether the server's history is another one than before: a restored backup or a new
     *     store. What was shown of it may not be there, and numbers begin anew
     */
    record Online(UserId user, boolean again, boolean reset) implements ConnectionState {}

    /**
     * The connection was lost or could not be made.
     *
     * @param delay until the next attempt
     * @param cause why, for a person
     */
    record Reconnecting(Duration delay, String cause) implements ConnectionState {}

    /**
     * The end: nothing follows.
     *
     * @param code why: a code of the server such as {@code LOGGED_OUT}, or {@code CLOSED} where this
     *     program closed the client
     * @param reason the same for a person
     */
    record Closed(String code, String reason) implements ConnectionState {
        /** Whether this program asked for it. */
        public boolean isOwn() {
            return code.equals(OWN);
        }

        static final String OWN = "CLOSED";
    }
}
