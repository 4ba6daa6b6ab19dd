package io.implatform.core.logic;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.util.Optional;

/**
 * Every rule about who may do what and with which arguments. Pure: the same values give the same
 * outcome, whatever the time or the thread. Immutable.
 */
public final class Rules {
    private static final int CLIENT_ID_MAX = 64;

    private final Limits limits;
    private final GroupRules groups;
    private final ModerationRules moderation;

    public Rules(Limits limits) {
        this.limits = limits;
        this.moderation = new ModerationRules(limits);
        this.groups = new GroupRules(limits);
    }

    /**
     * A conversation, and what has to be known of it to decide about it.
     *
     * @param group its state, where it is a group's
     * @param isBlocked whether the other one of a private conversation has blocked the actor
     * @param subject the message that is answered, edited or deleted, where there is one
     */
    public record Place(
            ConversationId conversation, Optional<Group> group, boolean isBlocked, Optional<Message> subject) {}

    /** Why a command with this verb is refused on a session, before its arguments are looked at. */
    public Optional<Refusal> admit(Verb verb, boolean loggedIn) {
        if (verb.access() != Verb.Access.ANYONE && !loggedIn) {
            return Optional.of(Refusal.of(RefusalCode.NOT_LOGGED_IN, verb + " needs a LOGIN first"));
        }
        if (verb == Verb.LOGIN && loggedIn) {
            return Optional.of(Refusal.of(RefusalCode.ALREADY_LOGGED_IN, "this session is logged in"));
        }
        return Optional.empty();
    }

    /** Why {@code command} is refused whatever is stored. */
    public Optional<Refusal> checkRegister(Command.Register command) {
        return checkUserName(command.name()).or(() -> PasswordRules.check(command.password(), limits));
    }

    /** Why nobody can have that name. */
    public Optional<Refusal> checkUserName(String name) {
        return UserId.parse(name).isPresent() ? Optional.empty() : Optional.of(badName());
    }

    /** Why that cannot be the reason for anything: it is one line, maybe empty. */
    public Optional<Refusal> checkReason(String reason) {
        return TextRules.checkShort(reason, limits);
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
     * Whether {@code actor} may put this into a conversation, and whether it can be put at all.
     *
     * @param in what {@code say.in()} names, from {@code actor}'s side, and what is known of it
     */
    public Decision decide(Place in, UserId actor, Command.Say say) {
        Optional<Refusal> refusal = maySpeak(in, actor)
                .or(() -> mayChange(in, actor, say))
                .or(() -> checkClientId(say))
                .or(() -> say.what() == Command.Say.What.DELETE
                        ? Optional.empty()
                        : TextRules.checkMessage(say.text(), limits.getInt(Limit.TEXT_BYTES)));
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        Message.Kind kind = switch (say.what()) {
            case POST, REPLY -> Message.Kind.TEXT;
            case EDIT -> Message.Kind.EDIT;
            case DELETE -> Message.Kind.DELETION;
        };
        return new Decision.Append(
                in.conversation(),
                kind,
                say.seq(),
                say.text(),
                say.clientId(),
                in.group().map(Group::version).orElse(0L));
    }

    /** Whether {@code actor} may change a group, as {@link GroupRules} say. */
    public Decision decide(Group group, UserId actor, Command.ChangeGroup command, UserId user) {
        return groups.decide(group, actor, command, user);
    }

    /** Who may do what with power over others. */
    public ModerationRules moderation() {
        return moderation;
    }

    /** Whether a mute lets nobody do this: what others would read. */
    public static boolean isMutedBy(Command command) {
        if (command instanceof Command.Say say) {
            return say.what() != Command.Say.What.DELETE;
        }
        if (command instanceof Command.SetStatus set) {
            return !set.status().text().isEmpty();
        }
        return command instanceof Command.CreateGroup
                || command instanceof Command.Typing
                || (command instanceof Command.ChangeGroup change
                        && change.verb() == Verb.TOPIC
                        && !change.topic().isEmpty());
    }

    /** Why {@code actor} may not read what is said in a group. */
    public Optional<Refusal> mayRead(Group group, UserId actor) {
        return GroupRules.needs(group, actor, Role.MEMBER);
    }

    /** Why {@code actor} may not be heard in a conversation. */
    public Optional<Refusal> maySpeak(Place in, UserId actor) {
        return in.conversation().match(new ConversationId.Cases<>() {
            @Override
            public Optional<Refusal> lobby(ConversationId.Lobby lobby) {
                return Optional.empty();
            }

            @Override
            public Optional<Refusal> pair(ConversationId.Private pair) {
                if (!pair.includes(actor)) {
                    return Optional.of(noSuchUser());
                }
                return in.isBlocked()
                        ? Optional.of(Refusal.of(RefusalCode.BLOCKED, "that user takes no private messages from you"))
                        : Optional.empty();
            }

            @Override
            public Optional<Refusal> group(ConversationId.Group group) {
                return in.group()
                        .map(state -> GroupRules.needs(state, actor, Role.MEMBER))
                        .orElse(Optional.of(noSuchGroup()));
            }
        });
    }

    private static Optional<Refusal> mayChange(Place in, UserId actor, Command.Say say) {
        if (say.what() == Command.Say.What.POST) {
            return Optional.empty();
        }
        Optional<Message> subject = in.subject()
                .filter(message -> message.kind() == Message.Kind.TEXT)
                // One that was sent before may be sent again, also where it was this one that deleted it:
                // the store knows it by its id, and refuses any other.
                .filter(message -> message.state() != Message.State.DELETED || say.clientId() != null);
        if (subject.isEmpty()) {
            return Optional.of(noSuchMessage());
        }
        boolean isAuthor = subject.get().from().equals(actor);
        boolean moderates = in.group()
                .flatMap(group -> group.roleOf(actor))
                .filter(role -> role.compareTo(Role.MODERATOR) >= 0)
                .isPresent();
        return switch (say.what()) {
            case EDIT -> isAuthor ? Optional.empty() : Optional.of(notYours());
            case DELETE -> isAuthor || moderates ? Optional.empty() : Optional.of(notYours());
            default -> Optional.empty();
        };
    }

    private static Refusal notYours() {
        return Refusal.of(RefusalCode.NOT_ALLOWED, "that message is another user's");
    }

    /** Why no group can be founded under that name. */
    public Optional<Refusal> checkGroupName(String name) {
        return ConversationId.Group.isName(name) ? Optional.empty() : Optional.of(badName());
    }

    /** Why nobody can have that status. */
    public Optional<Refusal> checkStatus(Command.SetStatus command) {
        return TextRules.checkShort(command.status().text(), limits);
    }

    /** Why {@code password} cannot be the new one of an account. */
    public Optional<Refusal> checkNewPassword(String password) {
        return PasswordRules.check(password, limits);
    }

    private static Optional<Refusal> checkClientId(Command.Say say) {
        String id = say.clientId();
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

    public static Refusal notAMember() {
        return Refusal.of(RefusalCode.NOT_A_MEMBER, "this is for members of the group");
    }

    public static Refusal noSuchMessage() {
        return Refusal.of(RefusalCode.NO_SUCH_MESSAGE, "there is no such message");
    }

    private static Refusal badName() {
        return Refusal.of(
                RefusalCode.BAD_NAME, "a name is 1-32 of A-Z a-z 0-9 . _ -, beginning with a letter or digit");
    }
}
