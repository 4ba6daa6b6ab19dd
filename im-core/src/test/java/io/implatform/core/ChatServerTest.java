package io.implatform.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.ServerListener;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The server as a host program meets it: no network, sessions and posts in the same process. */
class ChatServerTest {
    private static ChatServer start() throws IOException {
        return ChatServer.builder().start();
    }

    /** What a session was told, as "from: text". */
    private static final class Heard {
        private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();

        void take(Session session, Event event) {
            if (event instanceof Event.Posted posted) {
                texts.add(posted.message().from() + ": " + posted.message().text());
            } else if (event instanceof Event.PrivateReceived received) {
                texts.add(received.message().from() + " to " + session.user() + ": "
                        + received.message().text());
            } else if (event instanceof Event.Bye bye) {
                texts.add("bye " + bye.reason().code());
            }
        }

        String next() throws InterruptedException {
            String text = texts.poll(10, TimeUnit.SECONDS);
            assertThat(text).as("an event").isNotNull();
            return text;
        }
    }

    private static long seq(CompletableFuture<Reply> reply) {
        assertThat(reply).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(Reply.Posted.class);
        return ((Reply.Posted) reply.join()).seq();
    }

    private static RefusalCode code(CompletableFuture<Reply> reply) {
        assertThat(reply).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(Reply.Refused.class);
        return ((Reply.Refused) reply.join()).refusal().code();
    }

    @Test
    void sessions_in_the_process_talk_to_each_other_without_a_network() throws Exception {
        try (ChatServer server = start()) {
            Heard bobHears = new Heard();
            Session alice = server.openSession("alice");
            Session bob = server.openSession("bob", bobHears::take);
            assertThat(seq(alice.broadcast("hello"))).isEqualTo(1);
            assertThat(bobHears.next()).isEqualTo("alice: hello");
            assertThat(seq(alice.sendPrivate("BOB", "psst"))).isEqualTo(1);
            assertThat(bobHears.next()).isEqualTo("alice to bob: psst");
            assertThat(code(bob.sendPrivate("nobody", "x"))).isEqualTo(RefusalCode.NO_SUCH_USER);
            assertThat(code(bob.broadcast(""))).isEqualTo(RefusalCode.BAD_ARGUMENT);
        }
    }

    @Test
    void a_handler_may_answer_from_within_and_even_wait_for_the_reply() throws Exception {
        try (ChatServer server = start()) {
            Heard aliceHears = new Heard();
            Session alice = server.openSession("alice", aliceHears::take);
            server.openSession("echo", (session, event) -> {
                if (event instanceof Event.PrivateReceived received) {
                    Message message = received.message();
                    session.sendPrivate(message.from().name(), message.text()).join();
                }
            });
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                replies.add(alice.sendPrivate("echo", "m" + i));
            }
            assertThat(replies).allSatisfy(ChatServerTest::seq);
            for (int i = 0; i < 50; i++) {
                assertThat(aliceHears.next()).isEqualTo("echo to alice: m" + i);
            }
        }
    }

    @Test
    void a_handler_that_is_slow_is_told_everything_in_order_and_delays_nobody() throws Exception {
        Limits small = Limits.DEFAULTS.with(Limit.OUTBOX_BYTES, 16_384);
        try (ChatServer server = ChatServer.builder().limits(small).start()) {
            CountDownLatch blocked = new CountDownLatch(1);
            List<String> slow = Collections.synchronizedList(new ArrayList<>());
            server.openSession("slow", (session, event) -> {
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    return;
                }
                slow.add(((Event.Posted) event).message().text());
            });
            Session alice = server.openSession("alice");
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                sent.add("message " + i);
                assertThat(seq(alice.broadcast("message " + i))).isEqualTo(i + 1);
            }
            assertThat(slow).isEmpty();
            blocked.countDown();
            await().until(() -> slow.size() >= 2_000);
            assertThat(slow).isEqualTo(sent);
        }
    }

    @Test
    void the_host_posts_for_a_user_who_does_not_thereby_come_online() throws Exception {
        try (ChatServer server = start()) {
            Heard bobHears = new Heard();
            Session bob = server.openSession("bob", bobHears::take);
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                replies.add(server.post("news", ConversationRef.lobby(), "item " + i));
            }
            for (int i = 1; i <= 100; i++) {
                assertThat(bobHears.next()).isEqualTo("news: item " + i);
                assertThat(seq(replies.get(i - 1))).isEqualTo(i);
            }
            Reply online = bob.submit(new Command.Online()).get(10, TimeUnit.SECONDS);
            assertThat(online.toString()).contains("bob").doesNotContain("news");
        }
    }

    @Test
    void history_is_read_by_the_page_and_a_refusal_fails_the_future_with_its_code() throws Exception {
        try (ChatServer server = start()) {
            Session alice = server.openSession("alice");
            for (int i = 1; i <= 130; i++) {
                seq(alice.broadcast("m" + i));
            }
            HistoryPage page = alice.history(ConversationRef.lobby(), PageRequest.newest(), 100)
                    .get(10, TimeUnit.SECONDS);
            assertThat(page.more()).isTrue();
            assertThat(page.messages()).hasSize(100);
            assertThat(page.messages().get(0).text()).isEqualTo("m31");
            assertThatThrownBy(() -> alice.history(ConversationRef.lobby(), PageRequest.newest(), 501)
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RefusedException.class)
                    .hasMessageContaining("BAD_ARGUMENT");
        }
    }

    @Test
    void a_listener_is_told_in_order_what_happens() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        ServerListener listener = new ServerListener() {
            @Override
            public void registered(UserId user) {
                told.add("registered " + user);
            }

            @Override
            public void online(UserId user) {
                told.add("online " + user);
            }

            @Override
            public void messageStored(Message message) {
                told.add("stored " + message.seq());
                throw new IllegalStateException("a listener that fails");
            }

            @Override
            public void offline(UserId user) {
                told.add("offline " + user);
            }
        };
        try (ChatServer server = ChatServer.builder().listener(listener).start()) {
            Session alice = server.openSession("alice");
            seq(alice.broadcast("one"));
            seq(alice.broadcast("two"));
            alice.close();
            await().until(() -> told.contains("offline alice"));
        }
        assertThat(told).containsExactly("registered alice", "online alice", "stored 1", "stored 2", "offline alice");
    }

    @Test
    void a_listener_that_is_too_slow_misses_notices_and_is_told_how_many() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        List<Long> stored = Collections.synchronizedList(new ArrayList<>());
        LinkedBlockingQueue<Long> dropped = new LinkedBlockingQueue<>();
        ServerListener listener = new ServerListener() {
            @Override
            public void messageStored(Message message) {
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    return;
                }
                stored.add(message.seq());
            }

            @Override
            public void dropped(long count) {
                dropped.add(count);
            }
        };
        Limits small = Limits.DEFAULTS.with(Limit.LISTENER_QUEUE, 4);
        try (ChatServer server =
                ChatServer.builder().limits(small).listener(listener).start()) {
            Session alice = server.openSession("alice");
            for (int i = 1; i <= 50; i++) {
                seq(alice.broadcast("m" + i));
            }
            blocked.countDown();
            await().until(() -> {
                seq(alice.broadcast("and more"));
                return !dropped.isEmpty();
            });
            assertThat(dropped.peek()).isGreaterThan(30);
            assertThat(stored).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void after_close_sessions_are_told_and_requests_are_refused() throws Exception {
        ChatServer server = start();
        Heard hears = new Heard();
        Session alice = server.openSession("alice", hears::take);
        server.close();
        server.close();
        assertThat(hears.next()).isEqualTo("bye RESTART");
        assertThat(code(alice.broadcast("too late"))).isEqualTo(RefusalCode.RESTART);
        assertThatThrownBy(() -> server.openSession("bob")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.post("bob", ConversationRef.lobby(), "x"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_was_received_before_close_is_stored_and_acknowledged() throws Exception {
        MemoryStore store = new MemoryStore();
        ChatServer server = ChatServer.builder().store(store).start();
        Session alice = server.openSession("alice");
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            replies.add(alice.broadcast("m" + i));
        }
        server.close();
        for (int i = 0; i < 100; i++) {
            assertThat(seq(replies.get(i))).isEqualTo(i + 1);
        }
    }

    @Test
    void too_many_requests_at_once_are_answered_busy_and_none_is_left_without_an_answer() throws Exception {
        Limits small = Limits.DEFAULTS.with(Limit.SESSION_REQUESTS, 8);
        try (ChatServer server = ChatServer.builder().limits(small).start()) {
            Session alice = server.openSession("alice");
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                replies.add(alice.broadcast("m" + i));
            }
            long posted = 0;
            for (CompletableFuture<Reply> reply : replies) {
                Reply answer = reply.get(10, TimeUnit.SECONDS);
                if (answer instanceof Reply.Refused refused) {
                    assertThat(refused.refusal().code()).isEqualTo(RefusalCode.BUSY);
                } else {
                    posted++;
                }
            }
            Reply after = alice.broadcast("after").get(10, TimeUnit.SECONDS);
            assertThat(((Reply.Posted) after).seq()).isEqualTo(posted + 1);
        }
    }

    @Test
    void a_transport_that_cannot_listen_makes_the_start_fail_and_everything_given_is_closed() {
        MemoryStore store = new MemoryStore();
        Transport broken = new Transport() {
            @Override
            public Listener start(SessionHost host) throws IOException {
                throw new BindException("cannot listen on test://1");
            }
        };
        assertThatThrownBy(() ->
                        ChatServer.builder().store(store).transport(broken).start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("test://1");
        assertThatThrownBy(() -> store.find(UserId.of("alice"))).as("closed").isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_name_that_is_none_opens_no_session() throws IOException {
        try (ChatServer server = start()) {
            assertThatThrownBy(() -> server.openSession("no name"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no name");
        }
    }
}
