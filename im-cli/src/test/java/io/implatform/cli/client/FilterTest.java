package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationRef;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterTest {
    private final FakeChat chat = new FakeChat();
    private final StringWriter out = new StringWriter();
    private final List<String> complaints = new ArrayList<>();
    private @Nullable Consumer<ChatEvent> events;

    private Filter filter(boolean json, Duration patience) {
        return new Filter(
                consumer -> {
                    events = consumer;
                    return chat;
                },
                new PrintWriter(out),
                complaints::add,
                json,
                patience);
    }

    @Test
    void everyLineIsAMessageAndNothingIsPrinted() throws Exception {
        try (Filter filter = filter(false, Duration.ofMinutes(1))) {
            assertThat(filter.login("alice", "correct horse")).isEqualTo(Filter.DONE);
            assertThat(filter.send(input("one\n\n/two\nthr\u00e9\u00e9"), ConversationRef.with("bob")))
                    .isEqualTo(Filter.DONE);
        }
        assertThat(chat.asked)
                .containsExactly(
                        "login alice correct horse",
                        "POST @bob 0 one",
                        "POST @bob 0 /two",
                        "POST @bob 0 thr\u00e9\u00e9",
                        "close");
        assertThat(out.toString()).isEmpty();
        assertThat(complaints).isEmpty();
    }

    @Test
    void withJsonEachEventIsALine() throws Exception {
        try (Filter filter = filter(true, Duration.ofMinutes(1))) {
            events.accept(new ChatEvent.Typing(ConversationRef.lobby(), "bob"));
            assertThat(filter.send(input("one"), ConversationRef.lobby())).isZero();
        }
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"typing\""),
                        line -> assertThat(line).contains("\"sent\""));
    }

    @Test
    void aRefusedMessageIsNamedByItsLineAndTheOthersAreSent() throws Exception {
        chat.sent.add(CompletableFuture.failedFuture(new Chat.Refused("BLOCKED", "no")));
        try (Filter filter = filter(false, Duration.ofMinutes(1))) {
            assertThat(filter.send(input("\none\ntwo"), ConversationRef.lobby()))
                    .isEqualTo(Filter.MESSAGE_REFUSED);
        }
        assertThat(complaints).containsExactly("line 2: no (BLOCKED)");
        assertThat(chat.asked).contains("POST lobby 0 two");
    }

    @Test
    void aRefusedLoginAndALostConnectionAreTold() throws Exception {
        chat.failure = new Chat.Refused("BAD_CREDENTIALS", "wrong");
        try (Filter filter = filter(false, Duration.ofMinutes(1))) {
            assertThat(filter.login("alice", "correct horse")).isEqualTo(Filter.LOGIN_REFUSED);
        }
        chat.failure = new IllegalStateException("the connection is gone");
        try (Filter filter = filter(false, Duration.ofMinutes(1))) {
            assertThat(filter.login("alice", "correct horse")).isEqualTo(Filter.NO_SERVER);
        }
        assertThat(complaints).noneMatch(line -> line.contains("correct horse"));
    }

    @Test
    void aMessageThatIsNeverAcknowledgedIsNotSent() throws Exception {
        chat.sent.add(new CompletableFuture<>());
        try (Filter filter = filter(false, Duration.ofMillis(50))) {
            assertThat(filter.send(input("one"), ConversationRef.lobby())).isEqualTo(Filter.NO_SERVER);
        }
        assertThat(complaints).singleElement().asString().contains("no answer");
    }

    @Test
    void noMoreThanSomeMessagesAreOnTheirWay() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            chat.sent.add(new CompletableFuture<>());
        }
        String lines = IntStream.range(0, 1_000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        try (Filter filter = filter(false, Duration.ofMillis(50))) {
            assertThat(filter.send(input(lines), ConversationRef.lobby())).isEqualTo(Filter.NO_SERVER);
        }
        assertThat(chat.asked).hasSizeLessThan(100);
    }

    @Test
    void listeningEndsWithTheSession() throws Exception {
        try (Filter filter = filter(true, Duration.ofMinutes(1))) {
            events.accept(new ChatEvent.Link(ChatEvent.Link.State.ENDED, "LOGGED_OUT"));
            assertThat(filter.listen()).isEqualTo(Filter.NO_SERVER);
        }
    }

    @Test
    void listeningEndsWhenNobodyReadsAnyMore() throws Exception {
        PrintWriter gone = new PrintWriter(out) {
            @Override
            public boolean checkError() {
                return true;
            }
        };
        try (Filter filter = new Filter(
                consumer -> {
                    events = consumer;
                    return chat;
                },
                gone,
                complaints::add,
                true,
                Duration.ofMinutes(1))) {
            events.accept(new ChatEvent.Typing(ConversationRef.lobby(), "bob"));
            assertThat(filter.listen()).isEqualTo(Filter.DONE);
        }
    }

    private static InputStream input(String lines) {
        return new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    }
}
