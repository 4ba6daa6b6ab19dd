package io.implatform.core.logic;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import java.util.Optional;

/**
 * Every rule about who may do what and with which arguments. Pure: the same values give the same
 * outcome, whatever the time or the thread. Immutable.
 */
public final class Rules {
    private static final int CLIENT_ID_MAX = 64;

    private final Limits limits;

    public Rules(Limits limits) {
        this.limits = limits;
    }

    /** Why a command with this verb is refused on a session, before its arguments are looked at. */
    public Optional<Refusal> admit(Verb verb, boolean loggedIn) {
        if (verb.access() == Verb.Access.LOGGED_IN && !loggedIn) {
            return Optional.of(Refusal.of(RefusalCode.NOT_LOGGED_IN, verb + " needs a LOGIN first"));
        }
        if (verb == Verb.LOGIN && loggedIn) {
            return Optional.of(Refusal.of(RefusalCode.ALREADY_LOGGED_IN, "this session is logged in"));
        }
        return Optional.empty();
    }

    /** Why {@code command} is refused whatever is stored. */
    public Optional<Refusal> checkRegister(Command.Register command) {
        if (UserId.parse(command.name()).isEmpty()) {
            return Optional.of(Refusal.of(
                    RefusalCode.BAD_NAME, "a name is 1-32 of A-Z a-z 0-9 . _ -, beginning with a letter or digit"));
        }
        return PasswordRules.check(command.password(), limits);
    }

    /** Whether some account could have this password: no other one is worth a hash. */
    public boolean isPossiblePassword(String password) {
        return PasswordRules.hasLength(password, limits);
    }

    /** How many messages a history page may hold; empty if what was asked for is out of range. */
    public Optional<Integer> historyLimit(Command.History command) {
        if (command.limit().isEmpty()) {
            return Optional.of((int) Math.min(limits.get(Limit.HISTORY_PAGE_DEFAULT), limits.get(Limit.HISTORY_PAGE)));
        }
        long limit = command.limit().getAsLong();
        return limit >= 1 && limit <= limits.get(Limit.HISTORY_PAGE) ? Optional.of((int) limit) : Optional.empty();
    }

    /** The refusal where {@link #historyLimit} is empty. */
    public Refusal historyLimitOutOfRange() {
        return Refusal.of(RefusalCode.BAD_ARGUMENT, "a limit is 1 to " + limits.get(Limit.HISTORY_PAGE));
    }

    /**
     * Whether {@code actor} may say this in {@code conversation}, and whether it can be said at all.
     *
     * @param conversation what {@code post.to()} names, from {@code actor}'s side
     */
    public Decision decide(ConversationId conversation, UserId actor, Command.Post post) {
        Optional<Refusal> refusal = mayPost(conversation, actor)
                .or(() -> checkClientId(post))
                .or(() -> TextRules.checkMessage(post.text(), limits.getInt(Limit.TEXT_BYTES)));
        return refusal.isPresent() ? new Decision.Refuse(refusal.get()) : new Decision.Append(conversation, post);
    }

    private static Optional<Refusal> mayPost(ConversationId conversation, UserId actor) {
        return conversation.match(new ConversationId.Cases<>() {
            @Override
            public Optional<Refusal> lobby(ConversationId.Lobby lobby) {
                return Optional.empty();
            }

            @Override
            public Optional<Refusal> pair(ConversationId.Private pair) {
                return pair.includes(actor) ? Optional.empty() : Optional.of(noSuchUser());
            }

            @Override
            public Optional<Refusal> group(ConversationId.Group group) {
                return Optional.of(noSuchGroup());
            }
        });
    }

    private static Optional<Refusal> checkClientId(Command.Post post) {
        String id = post.clientId();
        return id == null || (!id.isEmpty() && id.codePointCount(0, id.length()) <= CLIENT_ID_MAX)
                ? Optional.empty()
                : Optional.of(Refusal.of(RefusalCode.BAD_ARGUMENT, "an id has 1 to " + CLIENT_ID_MAX + " characters"));
    }

    public static Refusal noSuchUser() {
        return Refusal.of(RefusalCode.NO_SUCH_USER, "there is no such user");
    }

    public static Refusal noSuchGroup() {
        return Refusal.of(RefusalCode.NO_SUCH_GROUP, "there is no such group");
    }
}
