package io.implatform.router.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.implatform.core.spi.MessageRouter;
import io.implatform.testkit.MessageRouterContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The router over a real NATS is held to the contract, and comes back when that was away. */
final class NatsRouterTest extends MessageRouterContract {
    private static NatsServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws IOException {
        server = NatsServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected MessageRouter node() {
        return connect(server.address());
    }

    private static MessageRouter connect(String uri) {
        try {
            return NatsRouter.connect(NatsSettings.of(uri));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Queue<String> inbox(MessageRouter router, String topic) {
        Queue<String> inbox = new ConcurrentLinkedQueue<>();
        router.subscribe(topic, (same, payload) -> inbox.add(new String(payload, StandardCharsets.UTF_8)));
        return inbox;
    }

    private static void arrives(MessageRouter from, String topic, Queue<String> inbox, String text) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            from.publish(topic, text.getBytes(StandardCharsets.UTF_8));
            return inbox.contains(text);
        });
    }

    @Test
    void topicsWithDotsWhereNoSubjectMayHaveThemAreCarried() {
        try (MessageRouter router = node()) {
            for (String topic : new String[] {".", "..", "user.a.", ".user", "user..a", "-", "_"}) {
                Queue<String> inbox = inbox(router, topic);
                arrives(router, topic, inbox, topic);
                assertThat(inbox).containsOnly(topic);
            }
        }
    }

    @Test
    void namespacesAreApart() {
        try (MessageRouter one = connect(server.address() + "?namespace=one");
                MessageRouter two = connect(server.address() + "?namespace=two")) {
            Queue<String> own = inbox(one, "topic");
            Queue<String> foreign = inbox(two, "topic");
            arrives(one, "topic", own, "hello");
            arrives(two, "topic", foreign, "bye");
            assertThat(foreign).containsOnly("bye");
        }
    }

    @Test
    void itComesBackWithItsSubscriptionsAndDoesNotBlockMeanwhile() throws Exception {
        try (NatsServer mortal = NatsServer.start();
                MessageRouter router = connect(mortal.address())) {
            Queue<String> before = inbox(router, "before");
            arrives(router, "before", before, "1");
            mortal.close();
            Thread publisher = new Thread(() -> {
                for (int i = 0; i < 50_000; i++) {
                    router.publish("before", new byte[100]);
                }
            });
            publisher.start();
            Queue<String> during = inbox(router, "during");
            publisher.join(20_000);
            assertThat(publisher.isAlive()).as("still publishing").isFalse();
            mortal.run();
            arrives(router, "before", before, "2");
            arrives(router, "during", during, "3");
        }
    }

    @Test
    void anotherServerOfTheListIsTaken() throws Exception {
        try (NatsServer dead = NatsServer.start()) {
            dead.close();
            try (MessageRouter router =
                    connect("nats://127.0.0.1:" + dead.port() + ",127.0.0.1:" + server.port() + "?namespace=list")) {
                arrives(router, "topic", inbox(router, "topic"), "hello");
            }
        }
    }

    @Test
    void whereNothingAnswersTheAddressIsNamedAndNoThreadIsLeft() throws Exception {
        try (NatsServer dead = NatsServer.start()) {
            dead.close();
            assertThatThrownBy(() -> NatsRouter.connect(NatsSettings.of("nats://eve:secret@127.0.0.1:" + dead.port())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + dead.port())
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void userAndPasswordAreChecked() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "p@ss word\n");
        try (NatsServer guarded = NatsServer.start("--user", "im", "--pass", "p@ss word")) {
            String at = "127.0.0.1:" + guarded.port();
            assertThatThrownBy(() -> NatsRouter.connect(NatsSettings.of("nats://" + at)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> NatsRouter.connect(NatsSettings.of("nats://im:wrong@" + at)))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("wrong");
            try (MessageRouter router = connect("nats://im:p%40ss%20word@" + at)) {
                arrives(router, "topic", inbox(router, "topic"), "hello");
            }
            try (MessageRouter router = connect("nats://im@" + at + "?password-file=" + file)) {
                arrives(router, "topic", inbox(router, "topic"), "hello");
            }
        }
    }

    @Test
    void aTokenIsChecked() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
        try (NatsServer guarded = NatsServer.start("--auth", "s3cret")) {
            String at = "127.0.0.1:" + guarded.port();
            assertThatThrownBy(() -> NatsRouter.connect(NatsSettings.of("nats://wrong@" + at)))
                    .isInstanceOf(IOException.class);
            try (MessageRouter router = connect("nats://s3cret@" + at)) {
                arrives(router, "topic", inbox(router, "topic"), "hello");
            }
            try (MessageRouter router = connect("nats://" + at + "?token-file=" + file)) {
                arrives(router, "topic", inbox(router, "topic"), "hello");
            }
        }
    }

    @Test
    void aCredentialsFileOverTlsIsTaken() throws Exception {
        NatsIdentities identities = new NatsIdentities(folder);
        try (NatsServer guarded =
                NatsServer.start("-c", identities.serverConfiguration().toString())) {
            String at = "127.0.0.1:" + guarded.port();
            String ca = "ca=" + identities.certificate();
            String creds = "creds=" + identities.userCredentials();
            try (MessageRouter router = connect("tls://" + at + "?" + ca + "&" + creds)) {
                arrives(router, "topic", inbox(router, "topic"), "hello");
            }
            assertThatThrownBy(() -> NatsRouter.connect(NatsSettings.of("tls://" + at + "?" + ca)))
                    .as("without credentials")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> NatsRouter.connect(
                            NatsSettings.of("tls://" + at + "?" + ca + "&creds=" + identities.strangersCredentials())))
                    .as("with those of a stranger")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> NatsRouter.connect(NatsSettings.of("tls://" + at + "?" + creds)))
                    .as("with a certificate that nobody trusts")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> NatsRouter.connect(
                            NatsSettings.of("tls://localhost:" + guarded.port() + "?" + ca + "&" + creds)))
                    .as("with a certificate of another host")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aReceiverMayCloseTheRouter() throws Exception {
        MessageRouter router = node();
        CountDownLatch closed = new CountDownLatch(1);
        router.subscribe("topic-of-the-end", (topic, payload) -> {
            router.close();
            closed.countDown();
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try {
                router.publish("topic-of-the-end", new byte[1]);
            } catch (IllegalStateException e) {
                // It is closed.
            }
            return closed.getCount() == 0;
        });
    }
}
