package io.implatform.core.model;

import java.util.Locale;
import java.util.Optional;

/**
 * How present a user is, in their own words. Immutable.
 *
 * @param state the state
 * @param text for a person; empty for none
 */
public record Status(State state, String text) {
    /** What a session has until it says otherwise. */
    public static final Status ONLINE = new Status(State.ONLINE, "");
    /** What a user without a session has, and what others see of an invisible one. */
    public static final Status OFFLINE = new Status(State.OFFLINE, "");

    /** The states, the most present first: of a user's sessions the first one counts. */
    public enum State {
        ONLINE,
        BUSY,
        AWAY,
        INVISIBLE,
        OFFLINE;

        /** The name on the wire: lower case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The state of that name in any case that a user can choose: each but {@link #OFFLINE}. */
        public static Optional<State> find(String key) {
            for (State state : values()) {
                if (state != OFFLINE && state.key().equals(Names.fold(key))) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }

    /** What others see of it: an invisible user is offline to them. */
    public Status seen() {
        return state == State.INVISIBLE ? OFFLINE : this;
    }
}
