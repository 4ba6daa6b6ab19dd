package io.implatform.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.client.ChatClient;
import io.implatform.client.ConnectionState;
import io.implatform.core.model.ConversationRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exactly once, seen by the person: devices send and listen while the network is bad and the server is
 * killed and started again; then the record is judged. {@code -Dim.chaos.seconds} says for how long, {@code
 * -Dim.test.seed} repeats the faults of a run as far as the timing allows.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ChaosTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSWORD = "correct horse";
    private static final List<String> USERS = List.of("alice", "bob", "carol");
    private static final String LOBBY = "lobby";
    private static final String GROUP = "group dev";
    private static final Map<String, Set<String>> CONVERSATIONS = Map.of(
            LOBBY,
            Set.of("alice", "bob", "carol"),
            GROUP,
            Set.of("alice", "bob", "carol"),
            "private alice bob",
            Set.of("alice", "bob"),
            "private bob carol",
            Set.of("bob", "carol"));

    @TempDir
    Path folder;

    private final Log record = new Log();
    private final Map<String, ChatClient> devices = new LinkedHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private FaultProxy proxy;
    private ServerProcess server;

    @AfterEach
    void stop() throws Exception {
        devices.values().forEach(ChatClient::close);
        if (proxy != null) {
            proxy.close();
        }
        if (server != null) {
            server.kill();
        }
    }

    @Test
    void everyMessageIsStoredAndShownExactlyOnceAndInOrder() throws Exception {
        long seed = Long.getLong("im.test.seed", System.nanoTime());
        long seconds = Long.getLong("im.chaos.seconds", 12);
        System.out.println("chaos: seed " + seed + ", " + seconds + " s (-Dim.test.seed, -Dim.chaos.seconds)");
        proxy = new FaultProxy(seed);
        startServer();
        begin();
        proxy.calm(false);

        Random random = new Random(seed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long nextKill = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        int kills = 0;
        int sent = 0;
        List<String> names = new ArrayList<>(devices.keySet());
        while (System.nanoTime() < end) {
            send(names.get(random.nextInt(names.size())), random, "m" + sent++);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(8_000)));
            if (System.nanoTime() > nextKill) {
                server.kill();
                startServer();
                kills++;
                nextKill = System.nanoTime() + TimeUnit.SECONDS.toNanos(3 + random.nextInt(5));
            }
        }
        proxy.calm(true);
        await("every message is answered").atMost(PATIENCE).until(() -> unanswered.get() == 0);
        readStored();
        HistoryChecker checker = new HistoryChecker(CONVERSATIONS);
        await("everything is shown")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> checker.check(record).stream()
                        .noneMatch(finding -> finding.fault() == HistoryChecker.Fault.LOST
                                && finding.what().contains("not shown")));
        System.out.println("chaos: " + sent + " messages, " + proxy.faults() + " faults, " + kills + " kills, "
                + record.reconnects() + " reconnects");
        assertThat(checker.check(record).stream().limit(20)).as("seed %d", seed).isEmpty();
        assertThat(record.reconnects()).as("reconnects").isPositive();
    }

    private void startServer() throws IOException {
        server = ServerProcess.start(folder.resolve("im.db"));
        proxy.target(server.port());
    }

    /** Everybody is there before the first message. */
    private void begin() throws Exception {
        for (String user : USERS) {
            try (ChatClient client = connect()) {
                client.register(user, PASSWORD).get(20, TimeUnit.SECONDS);
                client.login(user, PASSWORD).get(20, TimeUnit.SECONDS);
                (user.equals(USERS.get(0)) ? client.createGroup("dev", false) : client.join("dev"))
                        .get(20, TimeUnit.SECONDS);
            }
        }
        for (String user : USERS) {
            for (String device : List.of(user + "/1", user + "/2")) {
                ChatClient client = connect();
                devices.put(device, client);
                record.begins(device);
                listen(device, client);
                client.login(user, PASSWORD).get(20, TimeUnit.SECONDS);
            }
        }
    }

    private ChatClient connect() throws IOException {
        return ChatClient.builder(proxy.address())
                .backoff(Duration.ofMillis(20), Duration.ofMillis(500))
                .connectTimeout(Duration.ofSeconds(3))
                .liveness(Duration.ofMillis(700), Duration.ofMillis(1_500))
                .unanswered(100_000)
                .connect();
    }

    private void listen(String device, ChatClient client) {
        String user = Log.userOf(device);
        client.onMessage((in, said) -> record.shows(device, canonical(in, user), said.seq(), said.text()));
        client.onState(state -> {
            if (state instanceof ConnectionState.Online online && online.again()) {
                record.reconnects(device);
            }
        });
    }

    private void send(String device, Random random, String text) {
        List<String> own = CONVERSATIONS.entrySet().stream()
                .filter(entry -> entry.getValue().contains(Log.userOf(device)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        send(device, own.get(random.nextInt(own.size())), text);
    }

    private void send(String device, String in, String text) {
        unanswered.incrementAndGet();
        record.sends(device, in, text);
        CompletableFuture<?> done = devices.get(device)
                .send(named(in, Log.userOf(device)), text)
                .handle((sent, failure) -> {
                    if (failure == null) {
                        record.acknowledges(device, in, sent.seq(), text);
                    } else {
                        record.refuses(device, in, text, failure.toString());
                    }
                    return unanswered.decrementAndGet();
                });
        assertThat(done).isNotNull();
    }

    private void readStored() {
        CONVERSATIONS.forEach((in, members) -> {
            String user = members.stream().sorted().findFirst().orElseThrow();
            devices.get(user + "/1")
                    .history(named(in, user))
                    .oldestFirst()
                    .pageSize(500)
                    .forEach(said -> record.stores(in, said.seq(), said.text()));
        });
    }

    private static ConversationRef named(String in, String user) {
        String[] words = in.split(" ", -1);
        return switch (words[0]) {
            case "lobby" -> ConversationRef.lobby();
            case "group" -> ConversationRef.group(words[1]);
            default -> ConversationRef.with(words[1].equals(user) ? words[2] : words[1]);
        };
    }

    private static String canonical(ConversationRef in, String user) {
        return switch (in.kind()) {
            case LOBBY -> LOBBY;
            case GROUP -> "group " + in.name();
            case PRIVATE ->
                user.compareTo(in.name()) < 0
                        ? "private " + user + " " + in.name()
                        : "private " + in.name() + " " + user;
        };
    }
}
