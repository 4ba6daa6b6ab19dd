package io.implatform.core.internal;

import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An item of a user. */
abstract class Asked extends Item {
    private static final Logger log = LoggerFactory.getLogger(Asked.class);

    final Engine engine;
    final UserId user;
    private @Nullable Reply answer;
    private boolean refused;

    Asked(Engine engine, SessionActor session, Ask ask) {
        super(session, ask);
        this.engine = engine;
        this.user = Objects.requireNonNull(session.user(), "before the login");
    }

    /** Nothing is stored, and this is the answer. */
    final Optional<Write> answer(Reply reply) {
        refused = false;
        answer = reply;
        return Optional.empty();
    }

    final Optional<Write> refuse(Refusal why) {
        Optional<Write> nothing = answer(Dispatcher.refused(verb(), why));
        refused = true;
        return nothing;
    }

    @Override
    final boolean isRefused() {
        return refused;
    }

    final Verb verb() {
        return Objects.requireNonNull(Objects.requireNonNull(ask).verb);
    }

    final SessionActor self() {
        return Objects.requireNonNull(session);
    }

    /** How the user names the conversation, spelled as registered. */
    final ConversationRef ref() {
        return ConversationRef.of(conversation(), user);
    }

    @Override
    void nothingToStore(Round round) {
        if (answer != null) {
            reply(round, answer);
        }
    }

    /** Other nodes change the group again and again. */
    final void stale(Round round) {
        reply(
                round,
                Dispatcher.refused(
                        verb(), Refusal.retry(RefusalCode.BUSY, 1, "the group is being changed, try again")));
    }

    /** Brings the profile of a user who is here up to date: they are a member now, or invited. */
    static void joined(Engine engine, ConversationId.Group group, UserId user, boolean invited) {
        Profile profile = engine.presence().profile(user);
        if (profile != null) {
            profile.joined(group, invited, invited ? 0 : beginning(engine, group, user));
        }
    }

    /** After which message a new member of a group begins; it is durable by now that they are one. */
    private static long beginning(Engine engine, ConversationId.Group group, UserId user) {
        if (!engine.cluster().isClustered()) {
            return engine.conversations().head(group);
        }
        long beginning = 0; // should the store fail: the next login reads it
        try {
            // Another node may have stored messages since: those are for the new member.
            for (Standing standing : engine.conversations().standings(user)) {
                if (standing.conversation().equals(group)) {
                    beginning = standing.position().delivered();
                    engine.heads().begin(standing.conversation(), beginning, standing.head());
                }
            }
        } catch (StoreException e) {
            log.warn("cannot read where {} begins in a group: {}", user, e.getMessage());
        }
        return beginning;
    }

    /** Whether the user is in as many groups as one may. */
    final boolean isInTooMany() {
        Profile profile = self().profile();
        return profile != null && profile.memberships() >= engine.limits().get(Limit.GROUPS_PER_USER);
    }

    static Refusal tooMany(Engine engine) {
        return Refusal.of(
                RefusalCode.QUOTA,
                "a user is in " + engine.limits().get(Limit.GROUPS_PER_USER) + " groups at the most");
    }
}
