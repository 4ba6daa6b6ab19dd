package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Commands, replies and events at random, one of every kind in a round. {@code -Dim.test.seed=…} repeats a run. */
final class Samples {
    private static final String NAME_CHARACTERS = "abcXYZ019._-";
    private static final String[] PIECES = {
        "a",
        "hello ",
        " ",
        "\"",
        "\\",
        "/",
        "\n",
        "\t",
        "é",
        "✓",
        "😀",
        "\u2028",
        "\u202e",
        "{}",
        "\\u0041",
        "</script>",
        "'",
        "\u00ff",
        "\uffff",
        "#7 OK",
        "%"
    };

    final long seed = Long.getLong("im.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Nullable
    String ref() {
        return random.nextInt(4) == 0 ? null : "r:" + random.nextInt(1_000_000);
    }

    String name() {
        StringBuilder name = new StringBuilder("u");
        for (int length = random.nextInt(32); name.length() <= length; ) {
            name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
        }
        return name.toString();
    }

    UserId user() {
        return UserId.of(name());
    }

    String text() {
        StringBuilder text = new StringBuilder("x");
        for (int pieces = random.nextInt(random.nextInt(20) == 0 ? 2_000 : 12); pieces > 0; pieces--) {
            text.append(pick(PIECES));
        }
        return text.toString();
    }

    private String textOrNone() {
        return random.nextBoolean() ? "" : text();
    }

    private @Nullable String id() {
        return random.nextBoolean() ? null : "id " + random.nextInt() + "\"é😀";
    }

    private long seq() {
        return random.nextInt(5) == 0 ? Long.MAX_VALUE - random.nextInt(9) : 1 + random.nextInt(100_000);
    }

    private Instant time() {
        return Instant.ofEpochMilli((long) (random.nextDouble() * 253_402_300_800_000L));
    }

    ConversationRef in() {
        return switch (random.nextInt(3)) {
            case 0 -> ConversationRef.lobby();
            case 1 -> ConversationRef.with(name());
            default -> ConversationRef.group(name());
        };
    }

    private Status status() {
        return new Status(
                pick(new Status.State[] {
                    Status.State.ONLINE, Status.State.BUSY, Status.State.AWAY, Status.State.INVISIBLE
                }),
                textOrNone());
    }

    private Role role() {
        return pick(Role.values());
    }

    private Message.State state() {
        return pick(Message.State.values());
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> some(Supplier<T> one) {
        List<T> some = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            some.add(one.get());
        }
        return some;
    }

    private Message message(ConversationId in, UserId from, Message.Kind kind) {
        long seq = 1 + Math.max(1, seq() - 1);
        long refersTo = kind == Message.Kind.TEXT && random.nextBoolean() ? 0 : seq - 1;
        Message.State state = kind == Message.Kind.TEXT ? state() : Message.State.ORIGINAL;
        boolean isGone = state == Message.State.DELETED || kind == Message.Kind.DELETION;
        return new Message(in, seq, time(), from, kind, refersTo, isGone ? "" : text(), state);
    }

    /** One command of every kind. */
    List<Command> commands() {
        Map<ConversationRef, Long> positions = new HashMap<>();
        some(this::in).forEach(in -> positions.put(in, seq()));
        List<Command> commands = new ArrayList<>(List.of(
                new Command.Register(text(), text()),
                new Command.Login(new Command.PasswordCredentials(text(), text()), Optional.empty(), true),
                new Command.Login(
                        new Command.TokenCredentials(text()),
                        Optional.of(new Command.Resume(text(), positions)),
                        random.nextBoolean()),
                new Command.Login(new Command.HostTokenCredentials(text()), Optional.empty(), true),
                new Command.Login(new Command.CertificateCredentials(), Optional.empty(), false),
                new Command.Moderate(Verb.MUTE, name(), "", Optional.of(Duration.ofSeconds(seq() % 999)), text()),
                new Command.Moderate(Verb.BAN, name(), "", Optional.empty(), textOrNone()),
                new Command.Moderate(Verb.BAN, "", "192.0.2.0/24", Optional.of(Duration.ofDays(7)), ""),
                new Command.Moderate(Verb.UNMUTE, name(), "", Optional.empty(), ""),
                new Command.Moderate(Verb.UNBAN, "", "2001:db8::/32", Optional.empty(), ""),
                new Command.Moderate(Verb.DISCONNECT, name(), "", Optional.empty(), textOrNone()),
                new Command.Announce(text()),
                new Command.ChangePassword(text(), text()),
                new Command.Unregister(text()),
                new Command.Logout(random.nextBoolean()),
                new Command.Online(),
                new Command.SetStatus(status()),
                new Command.Watch(true),
                new Command.Watch(false),
                Command.Say.post(ConversationRef.lobby(), text(), id()),
                Command.Say.post(ConversationRef.with(name()), text(), id()),
                Command.Say.post(ConversationRef.group(name()), text(), id()),
                new Command.Say(Command.Say.What.REPLY, in(), seq(), text(), id()),
                new Command.Say(Command.Say.What.EDIT, in(), seq(), text(), id()),
                new Command.Say(Command.Say.What.DELETE, in(), seq(), "", id()),
                new Command.Typing(in()),
                new Command.History(in(), PageRequest.newest(), OptionalLong.empty()),
                new Command.History(in(), PageRequest.before(seq()), OptionalLong.of(seq())),
                new Command.History(in(), PageRequest.after(0), OptionalLong.empty()),
                new Command.Mark(in(), seq(), true),
                new Command.Mark(in(), 0, false),
                new Command.Unread(),
                new Command.Positions(in()),
                new Command.CreateGroup(name(), random.nextBoolean()),
                new Command.ChangeGroup(Verb.ROLE, name(), name(), Optional.of(role()), ""),
                new Command.ChangeGroup(Verb.TOPIC, name(), "", Optional.empty(), textOrNone()),
                new Command.Groups(),
                new Command.Members(name()),
                new Command.Block(name(), true),
                new Command.Block(name(), false),
                new Command.Blocked(),
                new Command.Help(),
                new Command.Ping(),
                new Command.Quit()));
        for (Verb verb : List.of(Verb.JOIN, Verb.LEAVE)) {
            commands.add(new Command.ChangeGroup(verb, name(), "", Optional.empty(), ""));
        }
        for (Verb verb : List.of(Verb.INVITE, Verb.KICK)) {
            commands.add(new Command.ChangeGroup(verb, name(), name(), Optional.empty(), ""));
        }
        return commands;
    }

    /** One reply of every kind. */
    private Map<ConversationRef, Long> positions() {
        Map<ConversationRef, Long> positions = new LinkedHashMap<>();
        some(this::in).forEach(in -> positions.put(in, seq()));
        return positions;
    }

    List<Reply> replies() {
        Map<UserId, Role> members = new LinkedHashMap<>();
        some(this::user).forEach(user -> members.put(user, role()));
        ConversationRef of = in();
        List<Reply> replies = new ArrayList<>(List.of(
                new Reply.Registered(user()),
                new Reply.LoggedIn(
                        user(),
                        "e-" + seq(),
                        random.nextBoolean() ? Optional.of(text()) : Optional.empty(),
                        random.nextBoolean(),
                        positions()),
                new Reply.Online(some(() -> new Reply.Present(user(), status()))),
                posted(Verb.MESSAGE, ConversationRef.lobby()),
                posted(Verb.PRIVATE, ConversationRef.with(name())),
                posted(Verb.GROUP, ConversationRef.group(name())),
                posted(Verb.REPLY, in()),
                posted(Verb.EDIT, in()),
                posted(Verb.DELETE, in()),
                new Reply.HistoryPart(of, some(() -> message(ConversationId.LOBBY, user(), Message.Kind.TEXT))),
                new Reply.HistoryEnd(of, random.nextInt(501), random.nextBoolean()),
                new Reply.Marked(Verb.READ, in(), seq()),
                new Reply.Marked(Verb.ACK, in(), 0),
                new Reply.Unread(some(() -> new Reply.Count(in(), seq()))),
                new Reply.Positions(in(), some(() -> new Reply.Mark(user(), new Position(seq(), seq())))),
                new Reply.Groups(some(() -> new Reply.Standing(
                        name(),
                        random.nextBoolean(),
                        random.nextBoolean() ? Optional.of(role()) : Optional.empty(),
                        textOrNone()))),
                new Reply.Members(name(), members),
                new Reply.Blocked(some(this::user)),
                Reply.Done.of(Verb.STATUS, "state", "away"),
                Reply.Done.of(Verb.ROLE, "group", name(), "user", name(), "role", role().key()),
                Reply.Done.of(Verb.TOPIC, "group", name(), "topic", textOrNone()),
                Reply.Done.of(Verb.MUTE, "user", name(), "duration", "10m"),
                Reply.Done.of(Verb.BAN, "user", name()),
                Reply.Done.of(Verb.BAN, "address", "192.0.2.0/24", "duration", "7d"),
                Reply.Done.of(Verb.UNBAN, "address", "2001:db8::/32"),
                new Reply.Help(List.of(Verb.values())),
                new Reply.Pong(),
                new Reply.Goodbye(Verb.QUIT),
                new Reply.Goodbye(Verb.LOGOUT),
                new Reply.Refused(Optional.empty(), refusal()),
                new Reply.Refused(Optional.of(pick(Verb.values())), refusal())));
        for (Verb verb :
                List.of(Verb.PASSWORD, Verb.UNREGISTER, Verb.WATCH, Verb.UNWATCH, Verb.TYPING, Verb.ANNOUNCE)) {
            replies.add(Reply.Done.of(verb));
        }
        for (Verb verb : List.of(Verb.CREATE, Verb.JOIN, Verb.LEAVE)) {
            replies.add(Reply.Done.of(verb, "group", name()));
        }
        for (Verb verb : List.of(Verb.INVITE, Verb.KICK)) {
            replies.add(Reply.Done.of(verb, "group", name(), "user", name()));
        }
        for (Verb verb : List.of(Verb.BLOCK, Verb.UNBLOCK, Verb.MUTE, Verb.UNMUTE, Verb.UNBAN, Verb.DISCONNECT)) {
            replies.add(Reply.Done.of(verb, "user", name()));
        }
        return replies;
    }

    private Reply posted(Verb verb, ConversationRef in) {
        boolean refers = verb == Verb.REPLY || verb == Verb.EDIT || verb == Verb.DELETE;
        return new Reply.Posted(verb, in, refers ? seq() : 0, seq(), time(), random.nextBoolean());
    }

    Refusal refusal() {
        RefusalCode code = pick(RefusalCode.values());
        return random.nextBoolean() ? Refusal.of(code, text()) : Refusal.retry(code, random.nextInt(100), text());
    }

    /** One event of every kind. */
    List<Event> events() {
        UserId from = user();
        UserId to = user();
        Message pair = message(ConversationId.between(from, to), from, Message.Kind.TEXT);
        ConversationId group = new ConversationId.Group("3f2a", name());
        return List.of(
                new Event.Welcome("im" + name(), "1.2-" + name()),
                new Event.Posted(message(ConversationId.LOBBY, from, Message.Kind.TEXT)),
                new Event.Posted(message(group, from, Message.Kind.TEXT)),
                new Event.PrivateReceived(pair, to),
                new Event.PrivateSent(pair, to),
                new Event.Amended(message(group, from, Message.Kind.EDIT), in()),
                new Event.Amended(message(group, from, Message.Kind.DELETION), in()),
                new Event.Read(from, in(), seq()),
                new Event.StatusChanged(from, random.nextBoolean() ? Status.OFFLINE : status()),
                new Event.Typing(from, in()),
                new Event.Delivered(from, in(), seq()),
                new Event.Invited(name(), from),
                new Event.Joined(name(), from),
                new Event.Left(name(), from, random.nextBoolean() ? Optional.of(to) : Optional.empty()),
                new Event.TopicSet(name(), from, textOrNone()),
                new Event.RoleGiven(name(), from, role()),
                new Event.Announced(text(), time()),
                new Event.Ping(),
                new Event.Bye(refusal()));
    }
}
