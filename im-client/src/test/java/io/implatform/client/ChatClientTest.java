package io.implatform.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.implatform.core.ChatServer;
import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Message;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import io.implatform.protocol.client.Said;
import io.implatform.protocol.client.ServerEvent;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client offers, against a server, over TCP. */
@Timeout(60)
class ChatClientTest {
    private static final String PASSWORD = "correct horse";
    private static final ConversationRef DEV = ConversationRef.group("dev");
    private static final UserId ALICE = UserId.of("alice");
    private static final UserId BOB = UserId.of("bob");

    private final ChatServer server;
    private final List<ChatClient> clients = new ArrayList<>();
    private final BlockingQueue<ServerEvent> toBob = new LinkedBlockingQueue<>();
    private ChatClient alice;
    private ChatClient bob;

    ChatClientTest() throws IOException {
        server = ChatServer.builder()
                .transport(TcpTransport.on("127.0.0.1", 0))
                .limits(Limits.DEFAULTS.with(Limit.PASSWORD_MEMORY_KIB, 8))
                .start();
    }

    @BeforeEach
    void begin() throws Exception {
        alice = connect();
        bob = connect();
        bob.onEvent(toBob::add);
        get(alice.register("alice", PASSWORD));
        get(bob.register("bob", PASSWORD));
        get(alice.login("alice", PASSWORD));
        get(bob.login("bob", PASSWORD));
    }

    @AfterEach
    void end() {
        clients.forEach(ChatClient::close);
        server.close();
    }

    private ChatClient connect() throws IOException {
        ChatClient client = ChatClient.connect(server.addresses().get(0));
        clients.add(client);
        return client;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private <E extends ServerEvent> E bobIsTold(Class<E> type) throws InterruptedException {
        ServerEvent event;
        do {
            event = toBob.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("a %s", type.getSimpleName()).isNotNull();
        } while (!type.isInstance(event));
        return type.cast(event);
    }

    @Test
    void aPrivateMessageIsStoredAndToldToTheOther() throws Exception {
        Sent sent = get(alice.sendPrivate("BOB", "hi"));
        assertThat(sent.in()).isEqualTo(ConversationRef.with("bob"));
        assertThat(sent.seq()).isEqualTo(1);
        ServerEvent.SaidPrivately event = bobIsTold(ServerEvent.SaidPrivately.class);
        assertThat(event.in(BOB)).isEqualTo(ConversationRef.with("alice"));
        assertThat(event.said().text()).isEqualTo("hi");
    }

    @Test
    void aTextOfSeveralLinesArrivesAsItWasSent() throws Exception {
        get(alice.sendPrivate("bob", "one\ntwo \u2603 \"quoted\""));
        assertThat(bobIsTold(ServerEvent.SaidPrivately.class).said().text()).isEqualTo("one\ntwo \u2603 \"quoted\"");
    }

    @Test
    void repliesEditsAndDeletionsReferToTheFirstMessage() throws Exception {
        ConversationRef toTheLobby = ConversationRef.lobby();
        long first = get(alice.broadcast("helo")).seq();
        get(alice.edit(toTheLobby, first, "hello"));
        assertThat(bobIsTold(ServerEvent.Edited.class).text()).isEqualTo("hello");
        long reply = get(bob.reply(toTheLobby, first, "hello yourself")).seq();
        get(alice.delete(toTheLobby, first));
        assertThat(bobIsTold(ServerEvent.Deleted.class).target()).isEqualTo(first);
        assertThat(alice.history(toTheLobby).oldestFirst())
                .satisfiesExactly(said -> assertThat(said.state()).isEqualTo(Message.State.DELETED), said -> {
                    assertThat(said.seq()).isEqualTo(reply);
                    assertThat(said.replyTo()).isEqualTo(first);
                });
    }

    @Test
    void groupsAreFoundedJoinedAndRun() throws Exception {
        get(alice.createGroup("dev", true));
        assertThatThrownBy(() -> get(bob.join("dev"))).cause().hasMessageContaining("NO_SUCH_GROUP");
        get(alice.invite("dev", "bob"));
        assertThat(bobIsTold(ServerEvent.Invited.class).group()).isEqualTo("dev");
        get(bob.join("dev"));
        get(alice.giveRole("dev", "bob", Role.MODERATOR));
        get(bob.setTopic("dev", "work"));
        assertThat(get(alice.members("dev"))).containsEntry(ALICE, Role.OWNER).containsEntry(BOB, Role.MODERATOR);
        assertThat(get(bob.groups())).extracting(Reply.Standing::topic).containsExactly("work");
        get(alice.sendGroup("dev", "hi"));
        assertThat(bobIsTold(ServerEvent.Posted.class).in()).isEqualTo(DEV);
        get(alice.kick("dev", "bob"));
        assertThat(bobIsTold(ServerEvent.Left.class).by()).contains(ALICE);
        assertThatThrownBy(() -> get(bob.sendGroup("dev", "still here?")))
                .cause()
                .isInstanceOf(RequestRefusedException.class);
        get(alice.leave("dev"));
    }

    @Test
    void presenceIsWatchedAndListed() throws Exception {
        get(bob.watch(true));
        get(alice.setStatus(new Status(Status.State.AWAY, "lunch")));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> bobIsTold(ServerEvent.StatusChanged.class)
                        .status()
                        .equals(new Status(Status.State.AWAY, "lunch")));
        assertThat(get(bob.online())).extracting(Reply.Present::user).containsExactly(ALICE, BOB);
        get(alice.typing(ConversationRef.with("bob")));
        assertThat(bobIsTold(ServerEvent.Typing.class).user()).isEqualTo(ALICE);
    }

    @Test
    void whatIsUnreadIsCountedUntilItIsRead() throws Exception {
        long seq = get(alice.sendPrivate("bob", "hi")).seq();
        ConversationRef withAlice = ConversationRef.with("alice");
        assertThat(get(bob.unread())).contains(new Reply.Count(withAlice, 1));
        get(bob.markRead(withAlice, seq));
        assertThat(get(bob.unread())).noneMatch(count -> count.in().equals(withAlice));
    }

    @Test
    void aBlockedUserIsRefused() throws Exception {
        get(bob.block("alice", true));
        assertThat(get(bob.blocked())).containsExactly(ALICE);
        assertThatThrownBy(() -> get(alice.sendPrivate("bob", "hi"))).cause().hasMessageContaining("BLOCKED");
        get(bob.block("alice", false));
        get(alice.sendPrivate("bob", "hi"));
    }

    @Test
    void historyIsReadAPageAtATimeInEitherDirection() throws Exception {
        List<CompletableFuture<Sent>> sending = IntStream.rangeClosed(1, 25)
                .mapToObj(i -> alice.broadcast("m" + i))
                .toList();
        get(CompletableFuture.allOf(sending.toArray(CompletableFuture<?>[]::new)));
        History lobby = bob.history(ConversationRef.lobby()).pageSize(10);
        assertThat(lobby.stream().map(Said::seq).toList())
                .hasSize(25)
                .startsWith(25L, 24L)
                .endsWith(2L, 1L);
        assertThat(lobby.oldestFirst().stream().map(Said::text).toList())
                .hasSize(25)
                .startsWith("m1", "m2");
        assertThat(lobby.before(3).stream().map(Said::seq).toList()).containsExactly(2L, 1L);
        assertThat(lobby.after(23).stream().map(Said::seq).toList()).containsExactly(24L, 25L);
        assertThat(bob.history(ConversationRef.with("alice"))).isEmpty();
    }

    @Test
    void aWrongPasswordFailsTheLoginAndAnotherAttemptMayFollow() throws Exception {
        ChatClient other = connect();
        assertThatThrownBy(() -> get(other.login("alice", "wrong horse")))
                .cause()
                .isInstanceOfSatisfying(
                        RequestRefusedException.class,
                        why -> assertThat(why.code()).isEqualTo("BAD_CREDENTIALS"));
        assertThat(get(other.login("ALICE", PASSWORD))).isEqualTo(ALICE);
        assertThatThrownBy(() -> other.login("bob", PASSWORD)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTokenOpensTheAccountUntilThePasswordIsChanged() throws Exception {
        String token = alice.token().orElseThrow();
        assertThat(get(connect().loginWithToken(token))).isEqualTo(ALICE);
        get(alice.changePassword(PASSWORD, "battery staple"));
        assertThatThrownBy(() -> get(connect().loginWithToken(token))).hasMessageContaining("BAD_CREDENTIALS");
        assertThat(get(connect().login("alice", "battery staple"))).isEqualTo(ALICE);
    }

    @Test
    void aLaterClientGoesOnWhereAnEarlierOneWas() throws Exception {
        get(alice.sendPrivate("bob", "one"));
        bobIsTold(ServerEvent.SaidPrivately.class);
        bob.close();
        Command.Resume position = bob.position().orElseThrow();
        // Until the server has seen the end, what is written to bob counts as given to him.
        await("bob is gone")
                .until(() ->
                        get(alice.online()).stream().map(Reply.Present::user).noneMatch(BOB::equals));
        get(alice.sendPrivate("bob", "two"));
        // Another device is given it first, which must not matter.
        ChatClient telephone = connect();
        BlockingQueue<String> onTelephone = new LinkedBlockingQueue<>();
        telephone.onMessage((in, said) -> onTelephone.add(said.text()));
        get(telephone.login("bob", PASSWORD));
        assertThat(onTelephone.poll(20, TimeUnit.SECONDS)).isEqualTo("two");

        ChatClient later =
                ChatClient.builder(server.addresses().get(0)).resume(position).connect();
        clients.add(later);
        BlockingQueue<String> shown = new LinkedBlockingQueue<>();
        later.onMessage((in, said) -> shown.add(said.text()));
        get(later.login("bob", PASSWORD));
        assertThat(shown.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
    }

    @Test
    void logoutEverywhereClosesTheOtherClientsForGood() throws Exception {
        ChatClient other = connect();
        get(other.login("alice", PASSWORD));
        get(alice.logout(true));
        await().atMost(Duration.ofSeconds(20)).until(() -> other.state() instanceof ConnectionState.Closed);
        assertThat(((ConnectionState.Closed) other.state()).code()).isEqualTo("LOGGED_OUT");
        assertThat(alice.state()).isInstanceOf(ConnectionState.Closed.class);
    }

    @Test
    void aDeletedAccountClosesTheClient() throws Exception {
        get(alice.unregister(PASSWORD));
        assertThat(alice.state()).isInstanceOf(ConnectionState.Closed.class);
        assertThatThrownBy(() -> get(bob.sendPrivate("alice", "gone?"))).hasMessageContaining("NO_SUCH_USER");
    }

    @Test
    void beforeTheLoginTheServerRefuses() throws Exception {
        assertThatThrownBy(() -> get(connect().broadcast("hi"))).hasMessageContaining("NOT_LOGGED_IN");
    }

    @Test
    void closedClientsLeaveNoThreadBehind() {
        clients.forEach(ChatClient::close);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .noneMatch(name -> Set.of("im-client-reader", "im-client-writer", "im-client-callback")
                                .contains(name)));
    }
}
