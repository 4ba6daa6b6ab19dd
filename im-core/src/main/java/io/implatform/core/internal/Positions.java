package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
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

    /** Hands what waits to a lane. */
    void flush() {
        for (Profile profile : List.copyOf(waiting)) {
            flush(profile);
        }
    }

    /** Hands what waits of one user to a lane. */
    void flush(Profile profile) {
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
