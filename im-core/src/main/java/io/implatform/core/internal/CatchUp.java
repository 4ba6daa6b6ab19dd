package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a session that is behind what it has missed, from the store, as long as its outbox has room.
 * Runs on a reader, for one session at a time at most once. {@link Outbox} says how it ends.
 */
final class CatchUp implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(CatchUp.class);
    private static final int PAGE = 64;

    private final SessionActor session;
    private final ConversationStore conversations;
    private final GroupStates groups;

    private CatchUp(SessionActor session, ConversationStore conversations, GroupStates groups) {
        this.session = session;
        this.groups = groups;
        this.conversations = conversations;
    }

    /** Has a reader catch a session up; the caller has claimed that. */
    static void begin(Engine engine, SessionActor session) {
        engine.readers().always(new CatchUp(session, engine.conversations(), engine.groups()));
    }

    /** The same, where the session is behind, nobody catches it up, and it has room. */
    static void beginIfBehind(Engine engine, SessionActor session) {
        if (session.outbox().claimCatchUp()) {
            begin(engine, session);
        }
    }

    @Override
    public void run() {
        UserId user = Objects.requireNonNull(session.user(), "behind before the login");
        Outbox outbox = session.outbox();
        try {
            boolean moved = true;
            while (moved) {
                Outbox.Gap gap = outbox.nextGap();
                if (gap == null) {
                    break;
                }
                HistoryPage page = conversations.since(gap.conversation(), gap.after(), PAGE);
                if (!mayRead(gap.conversation(), user)) {
                    outbox.abandon(gap.conversation());
                    continue;
                }
                Encoder encoder = session.encoder();
                moved = outbox.addStored(
                        gap,
                        page.messages(),
                        page.more(),
                        message -> message.from().equals(user),
                        message -> message.isVoid() || session.hasBlocked(message.from())
                                ? null
                                : EventFrames.of(message, user).in(encoder));
                if (outbox.ringIfWaiting()) {
                    session.ring();
                }
            }
        } catch (RuntimeException e) {
            log.warn("session {} cannot catch up: {}", session.peer(), e.getMessage());
            outbox.catchUpFailed();
        }
    }

    /** Asked after reading: what a member's removal came before is not shown to them. */
    private boolean mayRead(ConversationId conversation, UserId user) {
        if (!(conversation instanceof ConversationId.Group id)) {
            return true;
        }
        Group group = groups.look(id);
        return group != null && group.roleOf(user).isPresent();
    }
}
