package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everyone sees every message once, and all in one order. */
class OrderTest {
    private static final int CLIENTS = 60;
    private static final int SENDERS = 8;
    private static final int MESSAGES = 100;
    private static final int ALL = SENDERS * MESSAGES;

    @Test
    void manyWhoTalkAtOnceAreHeardByAllInTheOrderOfTheNumbers() {
        try (Chat chat = Chat.start()) {
            allHearAllInOneOrder(chat, true);
        }
    }

    @Test
    void theOrderIsTheSameWithSmallOutboxesAndOnDisk(@TempDir Path folder) throws IOException {
        SqliteStore store = SqliteStore.open(folder.resolve("im.db"));
        try (Chat chat =
                Chat.start(builder -> builder.store(store).limits(Chat.LIMITS.with(Limit.OUTBOX_BYTES, 16_384)))) {
            allHearAllInOneOrder(chat, false);
        }
    }

    private static void allHearAllInOneOrder(Chat chat, boolean inOneWrite) {
        List<Client> clients = chat.joinAll("user", CLIENTS);
        for (int sender = 1; sender <= SENDERS; sender++) {
            List<String> messages = Chat.numbered("MESSAGE " + sender + ":", 1, MESSAGES);
            if (inOneWrite) {
                clients.get(sender - 1).send(messages);
            } else {
                messages.forEach(clients.get(sender - 1)::send);
            }
        }

        List<String> order = clients.get(CLIENTS - 1).events(ALL);
        assertThat(order).doesNotHaveDuplicates();
        for (int sender = 1; sender <= SENDERS; sender++) {
            assertThat(of(sender, order)).isEqualTo(Chat.numbered(event(sender), 1, MESSAGES));
        }
        for (int receiver = SENDERS + 1; receiver <= CLIENTS; receiver++) {
            if (receiver < CLIENTS) {
                assertThat(clients.get(receiver - 1).events(ALL)).isEqualTo(order);
            }
        }
        for (int sender = 1; sender <= SENDERS; sender++) {
            assertThat(whatTheSenderSees(clients.get(sender - 1), sender)).isEqualTo(order);
        }
        assertThat(history(clients.get(CLIENTS - 1))).isEqualTo(order);
    }

    private static String event(int sender) {
        return "MESSAGE user" + sender + " " + sender + ":";
    }

    private static List<String> of(int sender, List<String> events) {
        return events.stream().filter(event -> event.startsWith(event(sender))).toList();
    }

    /**
     * The messages as the sender sees them: its acknowledgement of its n-th message stands for the event that
     * everyone else is sent; and the number it holds is the message's place.
     */
    private static List<String> whatTheSenderSees(Client client, int sender) {
        List<String> seen = new ArrayList<>();
        int acknowledged = 0;
        while (seen.size() < ALL) {
            String line = client.line();
            if (Client.isReply(line)) {
                seen.add(event(sender) + ++acknowledged);
                assertThat(line).isEqualTo("OK MESSAGE " + seen.size());
            } else {
                seen.add(line);
            }
        }
        return seen;
    }

    private static List<String> history(Client client) {
        List<String> events = new ArrayList<>();
        String end;
        do {
            List<String> page = client.askLines("HISTORY lobby after " + events.size() + " 300");
            end = page.remove(page.size() - 1);
            for (String line : page) {
                String[] parts = line.split(" ", 5);
                assertThat(parts[0]).isEqualTo("HISTORY");
                assertThat(parts[1]).isEqualTo(String.valueOf(events.size() + 1));
                events.add("MESSAGE " + parts[3] + " " + parts[4]);
            }
        } while (end.endsWith(" more"));
        return events;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void theNumbersOfEachConversationHaveNoGapWhoeverTalksInWhichHoweverManyLanesThereAre(int lanes) {
        try (Chat chat = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.LANES, lanes)))) {
            List<Client> clients = chat.joinAll("user", 6);
            for (int i = 0; i < 6; i++) {
                List<String> requests = new ArrayList<>();
                for (int n = 0; n < 120; n++) {
                    requests.add(n % 7 == 0 ? "MESSAGE " + n : "PRIVATE user" + (n % 6 + 1) + " " + n);
                }
                clients.get(i).send(requests);
            }

            Map<String, List<Integer>> numbers = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                for (String reply : clients.get(i).replies(120)) {
                    String[] words = reply.split(" ", -1);
                    assertThat(words[0]).isEqualTo("OK");
                    int last = words.length - 1;
                    String conversation = words[1].equals("MESSAGE") ? "lobby" : pair("user" + (i + 1), words[2]);
                    numbers.computeIfAbsent(conversation, key -> new ArrayList<>())
                            .add(Integer.valueOf(words[last]));
                }
            }

            numbers.forEach((conversation, given) -> {
                List<Integer> expected = new ArrayList<>();
                for (int n = 1; n <= given.size(); n++) {
                    expected.add(n);
                }
                assertThat(given).as(conversation).containsExactlyInAnyOrderElementsOf(expected);
            });
        }
    }

    private static String pair(String one, String other) {
        return one.compareTo(other) < 0 ? one + other : other + one;
    }
}
