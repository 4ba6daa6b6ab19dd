package io.implatform.core.memory;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import java.util.Arrays;

/** What is kept of one conversation: where its messages lie. Small, for there may be many. Not for several threads. */
class Kept {
    private static final long[] NONE = {};

    private final ConversationId conversation;
    /** In the {@link MessageLog}; of the message with the number n at n - 1. */
    private long[] places = NONE;

    private int size;

    private Kept(ConversationId conversation) {
        this.conversation = conversation;
    }

    static Kept of(ConversationId conversation) {
        return conversation instanceof ConversationId.Private pair ? new OfPair(pair) : new Kept(conversation);
    }

    ConversationId conversation() {
        return conversation;
    }

    /** The number of the newest message; 0 where there is none. */
    int head() {
        return size;
    }

    void add(long place) {
        if (size == places.length) {
            places = Arrays.copyOf(places, Math.max(1, 2 * size));
        }
        places[size++] = place;
    }

    /** Where the message {@code seq} lies, which there is. */
    long place(long seq) {
        return places[(int) seq - 1];
    }

    void move(long seq, long place) {
        places[(int) seq - 1] = place;
    }

    /** A private conversation, and how far the two have come in it. */
    static final class OfPair extends Kept {
        private final ConversationId.Private pair;
        private long firstDelivered;
        private long firstRead;
        private long secondDelivered;
        private long secondRead;

        private OfPair(ConversationId.Private pair) {
            super(pair);
            this.pair = pair;
        }

        /** How far one of the two has come. */
        Position position(UserId user) {
            return user.equals(pair.first())
                    ? new Position(firstDelivered, firstRead)
                    : new Position(secondDelivered, secondRead);
        }

        /** One of the two has come that far at least. */
        void reach(UserId user, Position position) {
            if (user.equals(pair.first())) {
                firstDelivered = Math.max(firstDelivered, position.delivered());
                firstRead = Math.max(firstRead, position.read());
            } else {
                secondDelivered = Math.max(secondDelivered, position.delivered());
                secondRead = Math.max(secondRead, position.read());
            }
        }
    }
}
