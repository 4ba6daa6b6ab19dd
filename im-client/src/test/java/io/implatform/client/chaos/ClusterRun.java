package io.implatform.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.client.ChatClient;
import io.implatform.client.ConnectionState;
import io.implatform.core.model.ConversationRef;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Users whose devices are spread over the nodes of a site, who talk while things go wrong; then the record is judged. */
final class ClusterRun implements AutoCloseable {
    private static final String PASSWORD = "correct horse";
    private static final List<String> USERS = List.of("alice", "bob", "carol");
    private static final String LOBBY = "lobby";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, Set<String>> CONVERSATIONS = Map.of(
            LOBBY,
            Set.of("alice", "bob", "carol"),
            "group dev",
            Set.of("alice", "bob", "carol"),
            "group two",
            Set.of("alice", "bob"),
            "private alice bob",
            Set.of("alice", "bob"),
            "private bob carol",
            Set.of("bob", "carol"));

    private final Site site;
    private final Log record = new Log();
    private final Map<String, ChatClient> devices = new LinkedHashMap<>();
    /** The highest number that the sender of a text knew of its own in that conversation. */
    private final Map<String, Long> answeredBefore = new ConcurrentHashMap<>();

    private final Map<String, Long> answered = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    /** The same for each device. */
    private final Map<String, Integer> unansweredBy = new ConcurrentSkipListMap<>();

    private int sent;

    ClusterRun(Site site) {
        this.site = site;
    }

    /** Everybody is there before the first message. */
    void begin() throws Exception {
        for (String user : USERS) {
            try (ChatClient client = connect(0)) {
                client.register(user, PASSWORD).get(30, TimeUnit.SECONDS);
                client.login(user, PASSWORD).get(30, TimeUnit.SECONDS);
                (user.equals("alice") ? client.createGroup("dev", false) : client.join("dev"))
                        .get(30, TimeUnit.SECONDS);
                if (!user.equals("carol")) {
                    (user.equals("alice") ? client.createGroup("two", false) : client.join("two"))
                            .get(30, TimeUnit.SECONDS);
                }
            }
        }
        int first = 0;
        for (String user : USERS) {
            for (String device : List.of(user + "/1", user + "/2")) {
                ChatClient client = connect(first++);
                devices.put(device, client);
                record.begins(device);
                listen(device, client);
                client.login(user, PASSWORD).get(30, TimeUnit.SECONDS);
            }
        }
    }

    private ChatClient connect(int first) throws IOException {
        List<URI> addresses = new ArrayList<>(site.addresses());
        Collections.rotate(addresses, -(first % addresses.size()));
        URI[] more = addresses.subList(1, addresses.size()).toArray(URI[]::new);
        return ChatClient.builder(addresses.get(0), more)
                .backoff(Duration.ofMillis(20), Duration.ofMillis(500))
                .connectTimeout(Duration.ofSeconds(2))
                .liveness(Duration.ofMillis(1_000), Duration.ofMillis(2_000))
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

    /** Talks until told to stop. */
    void talk(Random random, AtomicBoolean stop) {
        List<String> names = new ArrayList<>(devices.keySet());
        while (!stop.get()) {
            // What waits for an answer is bounded, so that what comes after the faults is no backlog of minutes.
            if (unanswered.get() < 400) {
                send(names.get(random.nextInt(names.size())), random, "m" + sent++);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(4_000 + random.nextInt(12_000)));
        }
    }

    /** Lets things go wrong for so long, up to two at a time; makes good what is left then. @return how many were */
    int strike(Random random, long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        Map<String, Runnable> active = new LinkedHashMap<>();
        StringBuilder story = new StringBuilder();
        int count = 0;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(1_400)));
            if (!active.isEmpty() && (active.size() == 2 || random.nextBoolean())) {
                List<String> names = new ArrayList<>(active.keySet());
                String over = names.get(random.nextInt(names.size()));
                active.remove(over).run();
                story.append(" -").append(over);
            } else {
                List<Fault> faults = site.faults();
                Fault fault = faults.get(random.nextInt(faults.size()));
                String what = fault.name().split(" ", -1)[0];
                if (active.keySet().stream().noneMatch(name -> name.startsWith(what))) {
                    active.put(fault.name(), fault.strike());
                    story.append(" +").append(fault.name());
                    count++;
                }
            }
        }
        active.values().forEach(Runnable::run);
        System.out.println("cluster: faults" + story);
        return count;
    }

    /**
     * Waits until nothing is unanswered, everything is shown and everybody is seen.
     *
     * @param since when the last fault was made good, by {@code System.nanoTime()}
     * @return how long ago that is, in milliseconds
     */
    long heal(long since) {
        StringBuilder story = new StringBuilder("cluster: every node runs after ").append(millis(since));
        Map<Long, String> waiting = new TreeMap<>();
        await("every message is answered").atMost(PATIENCE).until(() -> {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
            waiting.putIfAbsent(seconds, unanswered.get() + " of " + unansweredBy);
            return unanswered.get() == 0;
        });
        story.append(" ms, every message is answered after ").append(millis(since));
        HistoryChecker checker = new HistoryChecker(CONVERSATIONS);
        await("everything is shown")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    readStored();
                    assertThat(checker.check(record).stream()
                                    .filter(finding -> finding.fault() == HistoryChecker.Fault.LOST
                                            && finding.what().contains("not shown"))
                                    .limit(20))
                            .isEmpty();
                });
        story.append(", shown after ").append(millis(since));
        await("everybody is seen").atMost(PATIENCE).until(this::allSeeAll);
        long healed = millis(since);
        System.out.println(story.append(", seen after ").append(healed));
        System.out.println("cluster: unanswered, by seconds: " + waiting);
        return healed;
    }

    private static long millis(long since) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }

    /**
     * What is wrong. Messages that a device sends without waiting for the answers may be stored in another order where
     * the store fails in between: one of them was refused for now and is sent again behind the others. What was sent
     * after an answer has to be stored behind what was answered.
     */
    List<String> judge() {
        List<String> findings = new ArrayList<>();
        for (HistoryChecker.Finding finding : new HistoryChecker(CONVERSATIONS).check(record)) {
            boolean isSendingOrder = finding.fault() == HistoryChecker.Fault.REORDERED
                    && finding.what().endsWith(" was sent before what is stored before it");
            if (!isSendingOrder) {
                findings.add(finding.toString());
            }
        }
        for (Log.Acknowledged ack : record.acknowledged()) {
            long before = answeredBefore.getOrDefault(ack.text(), 0L);
            if (ack.seq() <= before) {
                findings.add("REORDERED " + ack + " was sent after the answer to #" + before);
            }
        }
        return findings;
    }

    /** Whether everybody sees everybody online, on every device. */
    private boolean allSeeAll() throws InterruptedException, TimeoutException {
        for (ChatClient client : devices.values()) {
            try {
                if (client.online().get(20, TimeUnit.SECONDS).size() != USERS.size()) {
                    return false;
                }
            } catch (ExecutionException e) {
                return false; // its connection broke: it is asked again
            }
        }
        return true;
    }

    int sent() {
        return sent;
    }

    int reconnects() {
        return record.reconnects();
    }

    private void send(String device, Random random, String text) {
        List<String> own = CONVERSATIONS.entrySet().stream()
                .filter(entry -> entry.getValue().contains(Log.userOf(device)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        String in = own.get(random.nextInt(own.size()));
        unanswered.incrementAndGet();
        unansweredBy.merge(device, 1, Integer::sum);
        record.sends(device, in, text);
        answeredBefore.put(text, answered.getOrDefault(device + " " + in, 0L));
        CompletableFuture<?> done = devices.get(device)
                .send(named(in, Log.userOf(device)), text)
                .handle((stored, failure) -> {
                    if (failure == null) {
                        record.acknowledges(device, in, stored.seq(), text);
                        answered.merge(device + " " + in, stored.seq(), Math::max);
                    } else {
                        record.refuses(device, in, text, failure.toString());
                    }
                    unansweredBy.merge(device, -1, Integer::sum);
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

    @Override
    public void close() {
        devices.values().forEach(ChatClient::close);
    }
}
