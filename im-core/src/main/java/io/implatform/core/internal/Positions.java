package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which users' positions wait to be stored. A position that moves because a message was delivered is
 * not stored with each message: now and then all of them are handed to a lane, a user at a time, and those
 * of a user whose connection has ended at once.
 */
final class Positions {
    private static final int BATCH = 256;

    private final Engine engine;
    private final Set<Profile> waiting = ConcurrentHashMap.newKeySet();

    Positions(Engine engine) {
        this.engine = engine;
    }

    /** A position of that user has moved. */
    void hasMoved(Profile profile) {
        waiting.add(profile);
    }

    /**
     * Tells the other one of each private conversation how far a user was given it, where that has moved. Called
     * now and then: a conversation that goes on costs an event a moment and not one a message.
     */
    void tell() {
        for (Profile profile : waiting) {
            tell(profile);
        }
    }

    private void tell(Profile profile) {
        for (Profile.Moved moved : profile.takeReceipts()) {
            UserId other = ((ConversationId.Private) moved.conversation()).other(profile.user());
            List<SessionActor> sessions = engine.presence().of(other);
            engine.cluster()
                    .tellUser(
                            other,
                            Notice.of(
                                    Notice.Kind.DELIVERED,
                                    profile.user().name(),
                                    moved.conversation().key(),
                                    Long.toString(moved.position().delivered())));
            if (!sessions.isEmpty() && !other.equals(profile.user())) {
                ConversationRef in = ConversationRef.of(moved.conversation(), other);
                EventFrames event = new EventFrames(
                        new Event.Delivered(profile.user(), in, moved.position().delivered()));
                for (SessionActor session : sessions) {
                    if (session.outbox().offerSignal(event.in(session.encoder()))) {
                        session.ring();
                    }
                }
            }
        }
    }

    /** Hands what waits to a lane. */
    void flush() {
        for (Profile profile : List.copyOf(waiting)) {
            flush(profile);
        }
    }

    /** Hands what waits of one user to a lane. */
    void flush(Profile profile) {
        tell(profile);
        waiting.remove(profile);
        List<Profile.Moved> moved = profile.takeMoved();
        for (int from = 0; from < moved.size(); from += BATCH) {
            List<Item> items = new ArrayList<>();
            for (Profile.Moved one : moved.subList(from, Math.min(moved.size(), from + BATCH))) {
                items.add(new Move(profile, one));
            }
            engine.lane(ConversationId.LOBBY).work((lane, round) -> items.forEach(round::add));
        }
    }

    /** The storing of one position. */
    private final class Move extends Item {
        private final Profile profile;
        private final Profile.Moved moved;

        Move(Profile profile, Profile.Moved moved) {
            super(null, null);
            this.profile = profile;
            this.moved = moved;
        }

        @Override
        Optional<Write> decide(Round round) {
            return Optional.of(new Write.MovePosition(profile.user(), moved.conversation(), moved.position()));
        }

        @Override
        void done(Outcome outcome, Round round) {
            profile.stored(moved.conversation(), true);
            engine.presence().forgetIfGone(profile.user());
        }

        @Override
        void failed(Round round) {
            profile.stored(moved.conversation(), false);
            hasMoved(profile);
        }
    }
}
