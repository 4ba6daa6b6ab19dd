package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise under SIGKILL: what was acknowledged is there after the restart, once, with the number
 * that was acknowledged.
 *
 * <p>Four users keep 64 posts each under way, two in the lobby and two in a private conversation, while
 * the server is killed and started again, {@code -Dim.kill.rounds} times. The random moments come from
 * {@code -Dim.kill.seed}, which a failure prints.
 */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("im.kill.rounds", 20);
    private static final long SEED = Long.getLong("im.kill.seed", System.nanoTime());
    private static final int OUTSTANDING = 64;
    private static final int PAGE = 500;
    private static final Pattern HISTORY = Pattern.compile("HISTORY (\\d+) \\S+ (\\S+) (.*)");
    private static final Pattern HISTORY_END = Pattern.compile("OK HISTORY (\\d+) (more|end)");

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void nothingAcknowledgedIsLostOrDoubledWhenTheServerIsKilled() throws Exception {
        Random random = new Random(SEED);
        List<Sender> senders = List.of(
                new Sender("anna", "MESSAGE", "OK MESSAGE "),
                new Sender("ben", "MESSAGE", "OK MESSAGE "),
                new Sender("cleo", "PRIVATE dora", "OK PRIVATE dora "),
                new Sender("dora", "PRIVATE cleo", "OK PRIVATE cleo "));
        try (RunningServer server = RunningServer.start(folder)) {
            for (Sender sender : senders) {
                server.login(sender.user).close();
            }
        }
        // What was read so far: each restart reads on from there, the end reads all of it anew.
        List<String> lobby = List.of();
        List<String> pair = List.of();
        int acknowledged = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            String where = "seed " + SEED + ", round " + round;
            try (RunningServer server = RunningServer.start(folder)) {
                lobby = verify(read(server, "anna", "lobby", lobby, where), senders.subList(0, 2), where + ", lobby");
                pair = verify(
                        read(server, "cleo", "private dora", pair, where), senders.subList(2, 4), where + ", private");
                for (Sender sender : senders) {
                    sender.start(server);
                }
                // On a busy machine the first acknowledgement may take a while.
                int before = acknowledged;
                await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged(senders) > before);
                Thread.sleep(random.nextInt(500)); // the moment of the kill, not a wait for something
                server.child.kill();
                for (Sender sender : senders) {
                    sender.join(where);
                }
                assertThat(server.child.err().rest())
                        .as(where)
                        .allMatch(line -> line.contains("password-"), "nothing but the warning of cheap hashes");
            }
            int now = acknowledged(senders);
            assertThat(now).as("%s: something was acknowledged in it", where).isGreaterThan(acknowledged);
            acknowledged = now;
        }
        try (RunningServer server = RunningServer.start(folder)) {
            String where = "seed " + SEED + ", at the end";
            List<String> none = List.of();
            verify(read(server, "anna", "lobby", none, where), senders.subList(0, 2), where);
            // The conversation of two, as each of them sees it.
            verify(read(server, "cleo", "private dora", none, where), senders.subList(2, 4), where);
            verify(read(server, "dora", "private cleo", none, where), senders.subList(2, 4), where);
        }
        System.out.println(
                "KillTest: " + ROUNDS + " kills, " + acknowledged + " messages acknowledged and found, seed " + SEED);
    }

    private static int acknowledged(List<Sender> senders) {
        return senders.stream().mapToInt(sender -> sender.acknowledged.size()).sum();
    }

    private static List<String> verify(List<String> stored, List<Sender> senders, String where) {
        Map<String, Sender> bySender = new HashMap<>();
        Map<String, Long> lastBySender = new HashMap<>();
        for (Sender sender : senders) {
            bySender.put(sender.user, sender);
            for (Map.Entry<Integer, Long> acknowledged : sender.acknowledged.entrySet()) {
                int seq = acknowledged.getKey();
                String expected = sender.line(acknowledged.getValue());
                if (seq > stored.size() || !stored.get(seq - 1).equals(expected)) {
                    throw new AssertionError(where + ": #" + seq + " was acknowledged for \"" + expected
                            + "\"; there is " + (seq > stored.size() ? "no such number" : stored.get(seq - 1)));
                }
            }
        }
        // A sender numbers their messages: what rises is there once and in the order of sending.
        for (String line : stored) {
            String user = line.substring(0, line.indexOf(' '));
            long number = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
            assertThat(bySender).as(where).containsKey(user);
            if (number >= bySender.get(user).next
                    || !line.equals(bySender.get(user).line(number))) {
                throw new AssertionError(where + ": nobody sent " + line);
            }
            Long last = lastBySender.put(user, number);
            if (last != null && number <= last) {
                throw new AssertionError(where + ": doubled or out of order: " + line + " after number " + last);
            }
        }
        return stored;
    }

    /** Every message of a conversation, as "sender text", the number being the place in the list: {@code known} and on. */
    private static List<String> read(
            RunningServer server, String user, String conversation, List<String> known, String where)
            throws IOException {
        List<String> all = new ArrayList<>(known);
        try (Peer reader = server.login(user)) {
            boolean more = true;
            while (more) {
                reader.send("HISTORY " + conversation + " after " + all.size() + " " + PAGE);
                int before = all.size();
                String line = withoutEvents(reader);
                Matcher message = HISTORY.matcher(line);
                while (message.matches()) {
                    all.add(message.group(2) + " " + message.group(3));
                    if (Integer.parseInt(message.group(1)) != all.size()) {
                        throw new AssertionError(where + ": a gap in " + conversation + " before " + line);
                    }
                    line = withoutEvents(reader);
                    message = HISTORY.matcher(line);
                }
                Matcher end = HISTORY_END.matcher(line);
                assertThat(end.matches()).as("%s: %s", where, line).isTrue();
                assertThat(Integer.parseInt(end.group(1))).as(where).isEqualTo(all.size() - before);
                more = end.group(2).equals("more");
            }
        }
        return all;
    }

    /** The next line that is no message: those that were on their way at the kill are told at the next login. */
    private static String withoutEvents(Peer reader) throws IOException {
        String line = reader.receive();
        while (line.startsWith("MESSAGE ") || line.startsWith("PRIVATE ") || line.startsWith("SENT ")) {
            line = reader.receive();
        }
        return line;
    }

    /** A user who keeps {@link #OUTSTANDING} posts under way for as long as the connection lasts. */
    private static final class Sender {
        final String user;
        private final String request;
        private final String reply;
        /** What was acknowledged: the sender's number by the number in the conversation. */
        final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();

        /** The number of the next message; every lower one may have been sent. */
        private long next;

        private Thread writer = new Thread();
        private Thread reader = new Thread();
        private volatile AssertionError unexpected;

        Sender(String user, String request, String reply) {
            this.user = user;
            this.request = request;
            this.reply = reply;
        }

        /** Logs in and sends until the connection is gone. */
        void start(RunningServer server) throws IOException {
            Peer peer = server.login(user);
            Semaphore window = new Semaphore(OUTSTANDING);
            AtomicBoolean gone = new AtomicBoolean();
            long first = next;
            writer = new Thread(
                    () -> {
                        try {
                            while (true) {
                                window.acquire();
                                if (gone.get()) {
                                    return;
                                }
                                // Counted as sent before it is: the kill may come in between.
                                long number = next++;
                                peer.send("#" + number + " " + request + " " + text(number));
                            }
                        } catch (IOException | InterruptedException e) {
                            // The kill.
                        }
                    },
                    user + "-writer");
            reader = new Thread(
                    () -> {
                        long expected = first;
                        try {
                            while (true) {
                                String line = peer.receive();
                                if (!line.startsWith("#")) {
                                    continue; // somebody else's message
                                }
                                String prefix = "#" + expected + " " + reply;
                                if (!line.startsWith(prefix)) {
                                    unexpected = new AssertionError("expected " + prefix + "<seq>, got " + line);
                                    return;
                                }
                                acknowledged.put(Integer.parseInt(line.substring(prefix.length())), expected);
                                expected++;
                                window.release();
                            }
                        } catch (IOException e) {
                            // The kill.
                        } finally {
                            gone.set(true);
                            window.release(OUTSTANDING);
                        }
                    },
                    user + "-reader");
            writer.start();
            reader.start();
        }

        /** A message as it is read back. */
        String line(long number) {
            return user + " " + text(number);
        }

        private static String text(long number) {
            return "message number " + number;
        }

        void join(String where) throws InterruptedException {
            reader.join(60_000);
            writer.join(60_000);
            assertThat(reader.isAlive() || writer.isAlive()).as(where).isFalse();
            if (unexpected != null) {
                throw new AssertionError(where, unexpected);
            }
        }
    }
}
