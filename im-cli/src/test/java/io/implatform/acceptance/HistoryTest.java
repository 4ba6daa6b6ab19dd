package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was said can be read again, page by page, by those who were meant. */
class HistoryTest {
    @TempDir
    private Path folder;

    private Chat chat;

    @BeforeEach
    void start() {
        chat = startOnDisk();
    }

    private Chat startOnDisk() {
        return Chat.start(builder -> {
            try {
                return builder.store(SqliteStore.open(folder.resolve("im.db")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private static List<Integer> numbers(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("HISTORY "))
                .map(line -> Integer.valueOf(line.split(" ", -1)[1]))
                .toList();
    }

    private static List<Integer> range(int from, int to) {
        List<Integer> all = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            all.add(i);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "lobby, 71, 120, more",
        "LOBBY 1, 120, 120, more",
        "lobby 119, 2, 120, more",
        "lobby 120, 1, 120, end",
        "lobby 500, 1, 120, end",
        "lobby before 121, 71, 120, more",
        "lobby before 51, 1, 50, end",
        "lobby before 52, 2, 51, more",
        "lobby before 3 10, 1, 2, end",
        "lobby Before 1, 1, 0, end",
        "lobby before 0, 1, 0, end",
        "lobby before 9223372036854775807 2, 119, 120, more",
        "lobby after 0, 1, 50, more",
        "lobby after 70, 71, 120, end",
        "lobby after 69, 70, 119, more",
        "lobby AFTER 110 5, 111, 115, more",
        "lobby after 120, 1, 0, end",
        "lobby after 9223372036854775807, 1, 0, end",
        "private alice, 1, 0, end",
    })
    void aPageHoldsWhatWasAskedForOldestFirst(String arguments, int first, int last, String end) {
        Client alice = chat.join("alice");
        alice.send(Chat.numbered("MESSAGE text ", 1, 120));
        alice.replies(120);

        List<String> lines = alice.askLines("HISTORY " + arguments);

        assertThat(numbers(lines)).isEqualTo(range(first, last));
        assertThat(lines).last().isEqualTo("OK HISTORY " + (last - first + 1) + " " + end);
    }

    @Test
    void aLineShowsNumberTimeSenderAndText() {
        Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05.006789Z"), ZoneOffset.ofHours(5));
        try (Chat stopped = Chat.start(builder -> builder.clock(clock))) {
            Client alice = stopped.join("Alice");
            alice.ask("MESSAGE   all of  it ");

            assertThat(alice.askLines("HISTORY lobby"))
                    .containsExactly("HISTORY 1 2026-01-02T03:04:05.006Z Alice   all of  it ", "OK HISTORY 1 end");
        }
    }

    @Test
    void bothUsersOfAPairSeeTheSameNumbersAndAnOutsiderNoneOfThem() {
        Client alice = chat.join("alice");
        Client bob = chat.join("bob");
        Client carol = chat.join("carol");
        alice.ask("PRIVATE bob one");
        bob.ask("PRIVATE alice two");
        alice.ask("PRIVATE BOB three");
        carol.ask("PRIVATE bob another conversation");

        List<String> seen = alice.askLines("HISTORY private bob");
        assertThat(seen)
                .satisfiesExactly(
                        line -> assertThat(line).matches("HISTORY 1 \\S+ alice one"),
                        line -> assertThat(line).matches("HISTORY 2 \\S+ bob two"),
                        line -> assertThat(line).matches("HISTORY 3 \\S+ alice three"),
                        line -> assertThat(line).isEqualTo("OK HISTORY 3 end"));
        bob.events(3);
        assertThat(bob.askLines("HISTORY private Alice")).isEqualTo(seen);
        assertThat(carol.askLines("HISTORY private bob"))
                .satisfiesExactly(
                        line -> assertThat(line).matches("HISTORY 1 \\S+ carol another conversation"),
                        line -> assertThat(line).isEqualTo("OK HISTORY 1 end"));
        assertThat(carol.askLines("HISTORY private alice")).containsExactly("OK HISTORY 0 end");
    }

    @Test
    void aConversationWithNobodyIsNone() {
        assertThat(chat.join("alice").ask("HISTORY private nobody")).startsWith("ERR NO_SUCH_USER ");
    }

    @Test
    void accountsMessagesAndNumbersOutliveARestart() {
        Client alice = chat.join("Alice");
        chat.register("bob");
        alice.send(Chat.numbered("MESSAGE ", 1, 30));
        alice.replies(30);
        alice.ask("PRIVATE bob hi");
        List<String> lobby = alice.askLines("HISTORY lobby");
        List<String> pair = alice.askLines("HISTORY private bob");

        chat.close();
        chat = startOnDisk();

        assertThat(chat.connect().ask("REGISTER ALICE correct horse")).startsWith("ERR NAME_TAKEN ");
        assertThat(chat.connect().ask("LOGIN alice wrong horse")).startsWith("ERR BAD_CREDENTIALS ");
        Client bob = chat.login("bob");
        assertThat(bob.event()).isEqualTo("PRIVATE Alice hi");
        alice = chat.login("alice");
        assertThat(alice.askLines("HISTORY lobby")).isEqualTo(lobby);
        assertThat(alice.askLines("HISTORY private BOB")).isEqualTo(pair);
        assertThat(alice.ask("MESSAGE again")).isEqualTo("OK MESSAGE 31");
        assertThat(alice.ask("PRIVATE bob again")).isEqualTo("OK PRIVATE bob 2");
        assertThat(bob.events(2)).containsExactly("MESSAGE Alice again", "PRIVATE Alice again");
    }

    @Test
    void aPageThatIsLargerThanTheOutboxArrivesWholeAlsoAtASlowReader() {
        chat.close();
        chat = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.OUTBOX_BYTES, 16_384)));
        Client writer = chat.join("writer");
        String padding = "x".repeat(8_180);
        Thread writing = new Thread(() -> writer.send(Chat.numbered("MESSAGE " + padding + " ", 1, 500)));
        writing.start();
        writer.replies(500);
        chat.register("reader");
        Client reader = chat.login("reader", 4_096);

        reader.send("#1 HISTORY lobby 500", "#2 PING", "#3 HISTORY lobby after 100 3");
        List<String> lines = new ArrayList<>(List.of(reader.line()));
        // While it reads no further, others are served, and the page stays the one that was asked for.
        assertThat(writer.ask("MESSAGE the end")).isEqualTo("OK MESSAGE 501");

        // The live message may come at any moment, also behind the last reply; but it comes once.
        String live = "MESSAGE writer the end";
        boolean answered = false;
        while (!answered || !lines.contains(live)) {
            lines.add(reader.line());
            answered |= lines.get(lines.size() - 1).startsWith("#3 ");
        }
        assertThat(lines).containsOnlyOnce(live);
        lines.remove(live);
        assertThat(numbers(lines.subList(0, 500))).isEqualTo(range(1, 500));
        assertThat(lines.subList(0, 500)).allMatch(line -> line.contains(" writer " + padding + " "));
        assertThat(lines.subList(500, 502)).containsExactly("#1 OK HISTORY 500 end", "#2 OK PING");
        assertThat(numbers(lines.subList(502, 505))).isEqualTo(range(101, 103));
        assertThat(lines.subList(505, lines.size())).containsExactly("#3 OK HISTORY 3 more");
    }
}
