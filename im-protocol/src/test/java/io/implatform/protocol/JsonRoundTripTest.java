package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Request;
import io.implatform.protocol.client.ClientCodec;
import io.implatform.protocol.client.Result;
import io.implatform.protocol.client.Said;
import io.implatform.protocol.client.ServerEvent;
import io.implatform.protocol.client.ServerLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What one side writes the other reads as it was meant, and the schema allows it: commands, replies and
 * events of every kind, at random.
 */
final class JsonRoundTripTest {
    private static final int ROUNDS = 30;

    private final Samples samples = new Samples();

    @Test
    void everyCommandArrivesAsItWasSent() {
        for (int round = 0; round < ROUNDS; round++) {
            for (Command command : samples.commands()) {
                String ref = samples.ref();
                byte[] bytes = ClientCodec.encode(ref, command);
                String line = line(bytes);
                Request request = JsonFormat.INSTANCE.decode(bytes, 0, bytes.length - 1);
                assertThat(request.command()).as(because(line)).contains(command);
                assertThat(request.ref()).as(because(line)).isEqualTo(ref);
                assertThat(Schema.REQUEST.faults(line)).as(because(line)).isEmpty();
            }
        }
    }

    /** The server's rules say what is wrong with it, not that a field is missing. */
    @Test
    void aNameThatIsEmptyArrivesToo() {
        for (Command command : List.of(
                new Command.Moderate(Verb.MUTE, "", "", Optional.empty(), ""),
                new Command.ChangeGroup(Verb.KICK, "dev", "", Optional.empty(), ""))) {
            byte[] bytes = ClientCodec.encode("7", command);
            assertThat(JsonFormat.INSTANCE.decode(bytes, 0, bytes.length - 1).command())
                    .as(line(bytes))
                    .contains(command);
        }
    }

    @Test
    void everyReplyArrivesAsItWasMeant() {
        for (int round = 0; round < ROUNDS; round++) {
            for (Reply reply : samples.replies()) {
                String ref = samples.ref();
                List<String> lines = lines(JsonFormat.INSTANCE.encode(ref, reply));
                List<ServerLine> expected = reply.match(new Expected(Optional.ofNullable(ref)));
                assertThat(lines.stream().map(JsonRoundTripTest::read))
                        .as(because(lines.toString()))
                        .containsExactlyElementsOf(expected);
                for (String line : lines) {
                    assertThat(Schema.REPLY.faults(line)).as(because(line)).isEmpty();
                }
            }
        }
    }

    @Test
    void everyEventArrivesAsItWasMeant() {
        for (int round = 0; round < ROUNDS; round++) {
            for (Event event : samples.events()) {
                String line = line(JsonFormat.INSTANCE.encode(event));
                ServerLine expected = event instanceof Event.Welcome welcome
                        ? new ServerLine.Welcome(welcome.server(), welcome.version())
                        : new ServerLine.Told(event.match(TOLD));
                assertThat(read(line)).as(because(line)).isEqualTo(expected);
                assertThat(Schema.EVENT.faults(line)).as(because(line)).isEmpty();
            }
        }
    }

    @Test
    void theSamplesAreOfEveryKind() {
        assertThat(samples.commands().stream().map(Command::verb)).contains(Verb.values());
        assertThat(kinds(samples.replies().stream())).isEqualTo(permitted(Reply.class));
        assertThat(kinds(samples.events().stream())).isEqualTo(permitted(Event.class));
    }

    private static Set<String> kinds(Stream<?> values) {
        return values.map(value -> value.getClass().getName()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> permitted(Class<?> type) {
        return Stream.of(type.getPermittedSubclasses())
                .map(Class::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String because(String line) {
        return "seed " + samples.seed + ", " + line;
    }

    private static String line(byte[] frame) {
        List<String> lines = lines(frame);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static List<String> lines(byte[] frame) {
        String text = new String(frame, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return List.of();
        }
        assertThat(text).endsWith("\n");
        return List.of(text.substring(0, text.length() - 1).split("\n", -1));
    }

    private static ServerLine read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return ClientCodec.decode(bytes, 0, bytes.length);
    }

    private static Said said(Message message) {
        return new Said(
                message.seq(), message.time(), message.from(), message.text(), message.refersTo(), message.state());
    }

    /** What a client should make of a reply. */
    private record Expected(Optional<String> ref) implements Reply.Cases<List<ServerLine>> {
        private List<ServerLine> ok(Verb of, Result result) {
            return List.of(new ServerLine.Ok(ref, of, result));
        }

        private List<ServerLine> done(Verb of, Map<String, String> fields) {
            return ok(of, new Result.Done(fields));
        }

        @Override
        public List<ServerLine> registered(Reply.Registered reply) {
            return done(Verb.REGISTER, Map.of("user", reply.user().name()));
        }

        @Override
        public List<ServerLine> loggedIn(Reply.LoggedIn reply) {
            return ok(
                    Verb.LOGIN,
                    new Result.LoggedIn(reply.user(), reply.epoch(), reply.token(), reply.reset(), reply.positions()));
        }

        @Override
        public List<ServerLine> online(Reply.Online reply) {
            return ok(Verb.ONLINE, new Result.Online(reply.users()));
        }

        @Override
        public List<ServerLine> posted(Reply.Posted reply) {
            return ok(
                    reply.verb(),
                    new Result.Stored(reply.in(), reply.seq(), reply.time(), reply.of(), reply.duplicate()));
        }

        @Override
        public List<ServerLine> historyPart(Reply.HistoryPart reply) {
            return reply.messages().stream()
                    .<ServerLine>map(message -> new ServerLine.HistoryLine(ref, reply.of(), said(message)))
                    .toList();
        }

        @Override
        public List<ServerLine> historyEnd(Reply.HistoryEnd reply) {
            return ok(Verb.HISTORY, new Result.HistoryEnd(reply.count(), reply.more()));
        }

        @Override
        public List<ServerLine> marked(Reply.Marked reply) {
            return ok(reply.verb(), new Result.Marked(reply.in(), reply.seq()));
        }

        @Override
        public List<ServerLine> unread(Reply.Unread reply) {
            return ok(Verb.UNREAD, new Result.Unread(reply.conversations()));
        }

        @Override
        public List<ServerLine> positions(Reply.Positions reply) {
            return ok(Verb.POSITIONS, new Result.Positions(reply.in(), reply.marks()));
        }

        @Override
        public List<ServerLine> groups(Reply.Groups reply) {
            return ok(Verb.GROUPS, new Result.Groups(reply.groups()));
        }

        @Override
        public List<ServerLine> members(Reply.Members reply) {
            return ok(Verb.MEMBERS, new Result.Members(reply.group(), reply.members()));
        }

        @Override
        public List<ServerLine> blocked(Reply.Blocked reply) {
            return ok(Verb.BLOCKED, new Result.Blocked(reply.users()));
        }

        @Override
        public List<ServerLine> done(Reply.Done reply) {
            Map<String, String> fields = new TreeMap<>();
            reply.fields().forEach(field -> fields.put(field.name(), field.value()));
            return done(reply.verb(), fields);
        }

        @Override
        public List<ServerLine> help(Reply.Help reply) {
            return ok(
                    Verb.HELP,
                    new Result.Help(reply.verbs().stream()
                            .map(verb -> new Result.Help.Entry(
                                    verb.name().toLowerCase(Locale.ROOT), verb.usage(), verb.summary()))
                            .toList()));
        }

        @Override
        public List<ServerLine> pong(Reply.Pong reply) {
            return done(Verb.PING, Map.of());
        }

        @Override
        public List<ServerLine> goodbye(Reply.Goodbye reply) {
            return done(reply.verb(), Map.of());
        }

        @Override
        public List<ServerLine> refused(Reply.Refused reply) {
            Refusal refusal = reply.refusal();
            return List.of(new ServerLine.Refused(
                    ref,
                    reply.verb(),
                    refusal.code().name(),
                    refusal.words(),
                    refusal.code().isTemporary(),
                    refusal.retryAfter()));
        }
    }

    /** What a client should make of an event. */
    private static final Event.Cases<@Nullable ServerEvent> TOLD = new Event.Cases<>() {
        @Override
        public @Nullable ServerEvent welcome(Event.Welcome event) {
            return null;
        }

        @Override
        public ServerEvent posted(Event.Posted event) {
            ConversationRef in = event.message().conversation() instanceof ConversationId.Group group
                    ? ConversationRef.group(group.name())
                    : ConversationRef.lobby();
            return new ServerEvent.Posted(in, said(event.message()));
        }

        @Override
        public ServerEvent received(Event.PrivateReceived event) {
            return privately(event.message(), event.to());
        }

        @Override
        public ServerEvent sent(Event.PrivateSent event) {
            return privately(event.message(), event.to());
        }

        private ServerEvent privately(Message message, UserId to) {
            return new ServerEvent.SaidPrivately(to, said(message));
        }

        @Override
        public ServerEvent amended(Event.Amended event) {
            Message fact = event.fact();
            return fact.kind() == Message.Kind.EDIT
                    ? new ServerEvent.Edited(
                            event.in(), fact.refersTo(), fact.seq(), fact.time(), fact.from(), fact.text())
                    : new ServerEvent.Deleted(event.in(), fact.refersTo(), fact.seq(), fact.time(), fact.from());
        }

        @Override
        public ServerEvent read(Event.Read event) {
            return new ServerEvent.Read(event.in(), event.user(), event.seq());
        }

        @Override
        public ServerEvent delivered(Event.Delivered event) {
            return new ServerEvent.Delivered(event.in(), event.user(), event.seq());
        }

        @Override
        public ServerEvent statusChanged(Event.StatusChanged event) {
            return new ServerEvent.StatusChanged(event.user(), event.status());
        }

        @Override
        public ServerEvent typing(Event.Typing event) {
            return new ServerEvent.Typing(event.in(), event.user());
        }

        @Override
        public ServerEvent invited(Event.Invited event) {
            return new ServerEvent.Invited(event.group(), event.by());
        }

        @Override
        public ServerEvent joined(Event.Joined event) {
            return new ServerEvent.Joined(event.group(), event.user());
        }

        @Override
        public ServerEvent left(Event.Left event) {
            return new ServerEvent.Left(event.group(), event.user(), event.by());
        }

        @Override
        public ServerEvent topicSet(Event.TopicSet event) {
            return new ServerEvent.TopicSet(event.group(), event.user(), event.topic());
        }

        @Override
        public ServerEvent roleGiven(Event.RoleGiven event) {
            return new ServerEvent.RoleGiven(event.group(), event.user(), event.role());
        }

        @Override
        public ServerEvent announced(Event.Announced event) {
            return new ServerEvent.Announced(event.text(), event.time());
        }

        @Override
        public ServerEvent ping(Event.Ping event) {
            return new ServerEvent.Ping();
        }

        @Override
        public ServerEvent bye(Event.Bye event) {
            Refusal reason = event.reason();
            return new ServerEvent.Bye(reason.code().name(), reason.words(), reason.retryAfter());
        }
    };
}
