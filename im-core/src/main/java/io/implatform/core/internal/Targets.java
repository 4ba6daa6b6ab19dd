package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Rules;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Standing;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a request names: from memory where that is known, and otherwise, on a thread that may
 * block, in the stores. A name of a group means the user's own group of that name first, then the public one.
 */
final class Targets {
    /**
     * What a look-up ends with: a target, a refusal, or, where it may not block, neither.
     *
     * @param target what was found
     * @param refusal why there is nothing to be found
     */
    record Found(@Nullable Target target, @Nullable Refusal refusal) {
        static final Found NEEDS_A_LOOK = new Found(null, null);

        static Found of(Target target) {
            return new Found(target, null);
        }

        static Found refused(Refusal refusal) {
            return new Found(null, refusal);
        }
    }

    private final Engine engine;
    private final ConversationStore conversations;

    Targets(Engine engine, ConversationStore conversations) {
        this.engine = engine;
        this.conversations = conversations;
    }

    /**
     * What a request that goes to a lane names.
     *
     * @param mayBlock whether it may look into the stores
     */
    Found of(SessionActor session, Command command, boolean mayBlock) {
        if (command instanceof Command.Say say) {
            return withSubject(conversation(session, say.in(), mayBlock), say, mayBlock);
        }
        if (command instanceof Command.Typing typing) {
            return conversation(session, typing.in(), mayBlock);
        }
        if (command instanceof Command.Mark mark) {
            return withHead(conversation(session, mark.in(), mayBlock), mayBlock);
        }
        if (command instanceof Command.ChangeGroup change) {
            return withUser(
                    conversation(session, ConversationRef.group(change.group()), mayBlock), change.user(), mayBlock);
        }
        if (command instanceof Command.Block block) {
            return withUser(Found.of(Target.of(ConversationId.LOBBY)), block.user(), mayBlock);
        }
        Command.CreateGroup create = (Command.CreateGroup) command;
        Optional<Refusal> badName = engine.rules().checkGroupName(create.name());
        return badName.isPresent()
                ? Found.refused(badName.get())
                : Found.of(Target.of(new ConversationId.Group(newGroupId(), create.name())));
    }

    private static String newGroupId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** The conversation that a user of a session names. */
    Found conversation(SessionActor session, ConversationRef ref, boolean mayBlock) {
        UserId user = session.user();
        if (user == null) {
            throw new IllegalStateException("before the login");
        }
        return switch (ref.kind()) {
            case LOBBY -> Found.of(Target.of(ConversationId.LOBBY));
            case PRIVATE -> pair(user, ref.name(), mayBlock);
            case GROUP -> group(session, user, ref.name(), mayBlock);
        };
    }

    private Found pair(UserId user, String name, boolean mayBlock) {
        Optional<UserId> named = UserId.parse(name);
        UserId other = named.isEmpty() ? null : user(named.get(), mayBlock);
        if (other != null) {
            return Found.of(Target.of(ConversationId.between(user, other), other));
        }
        return named.isEmpty() || mayBlock ? Found.refused(Rules.noSuchUser()) : Found.NEEDS_A_LOOK;
    }

    /** The user as registered; {@code null} if there is none, or it is not known and may not be looked for. */
    private @Nullable UserId user(UserId named, boolean mayBlock) {
        UserId known = engine.directory().peek(named);
        return known != null || !mayBlock
                ? known
                : engine.directory().find(named).orElse(null);
    }

    private Found group(SessionActor session, UserId user, String name, boolean mayBlock) {
        if (!ConversationId.Group.isName(name)) {
            return Found.refused(Rules.noSuchGroup());
        }
        Profile profile = session.profile();
        Profile.Membership own = profile == null ? null : profile.group(name);
        ConversationId.Group group = own == null ? null : own.group();
        if (group == null && profile == null) {
            // A session that is not listed has no profile.
            if (!mayBlock) {
                return Found.NEEDS_A_LOOK;
            }
            group = ownGroup(user, name);
        }
        if (group == null) {
            group = mayBlock
                    ? engine.directory().findGroup(name).orElse(null)
                    : engine.directory().peekGroup(name);
        }
        if (group == null && profile != null && mayBlock && engine.cluster().isClustered()) {
            // The user may be a member by what was done on another node, and this one was not told.
            group = ownGroup(user, name);
        }
        if (group != null) {
            return Found.of(Target.of(group));
        }
        return mayBlock ? Found.refused(Rules.noSuchGroup()) : Found.NEEDS_A_LOOK;
    }

    private ConversationId.@Nullable Group ownGroup(UserId user, String name) {
        for (Standing standing : conversations.standings(user)) {
            if (standing.conversation() instanceof ConversationId.Group group) {
                if (ConversationId.Group.fold(group.name()).equals(ConversationId.Group.fold(name))) {
                    return group;
                }
            }
        }
        return null;
    }

    private Found withUser(Found in, String name, boolean mayBlock) {
        Target target = in.target();
        if (target == null || (name.isEmpty() && target.conversation() instanceof ConversationId.Group)) {
            return in; // a change of a group that names nobody is about the actor
        }
        Optional<UserId> named = UserId.parse(name);
        UserId user = named.isEmpty() ? null : user(named.get(), mayBlock);
        if (user != null) {
            return Found.of(new Target(target.conversation(), Optional.of(user), target.subject(), target.head()));
        }
        return named.isEmpty() || mayBlock ? Found.refused(Rules.noSuchUser()) : Found.NEEDS_A_LOOK;
    }

    private Found withSubject(Found in, Command.Say say, boolean mayBlock) {
        Target target = in.target();
        if (target == null || say.what() == Command.Say.What.POST) {
            return in;
        }
        return mayBlock
                ? Found.of(target.with(
                        say.seq() < 1 ? Optional.empty() : conversations.message(target.conversation(), say.seq())))
                : Found.NEEDS_A_LOOK;
    }

    private Found withHead(Found in, boolean mayBlock) {
        Target target = in.target();
        if (target == null) {
            return in;
        }
        return mayBlock ? Found.of(target.withHead(conversations.head(target.conversation()))) : Found.NEEDS_A_LOOK;
    }
}
