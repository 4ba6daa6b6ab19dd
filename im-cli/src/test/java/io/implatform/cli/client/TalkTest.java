package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TalkTest {
    private static final ConversationRef BOB = ConversationRef.with("bob");

    private final FakeChat chat = new FakeChat();
    private final FakeScreen screen = new FakeScreen();
    private final Conversations conversations = new Conversations();
    private final Painter painter = new Painter(ZoneOffset.UTC, 0);
    private final Clock clock = Clock.fixed(FakeChat.TIME, ZoneOffset.UTC);
    private final Shower shower = new Shower(conversations, painter, screen, clock);
    private final Talk talk = new Talk(chat, conversations, painter, screen, shower);

    private void login() {
        assertThat(talk.login("alice", Optional.of("correct horse"))).isTrue();
        chat.asked.clear();
        screen.printed.clear();
    }

    private void type(String line) {
        assertThat(talk.typed(Typed.parse(line))).isTrue();
    }

    @Test
    void afterALoginOneSeesWhatWasSaidAndWhatIsUnread() {
        chat.past = List.of(new ChatMessage(ConversationRef.lobby(), 4, FakeChat.TIME, "bob", "good morning"));
        chat.unread = List.of(new Chat.Unread(BOB, 3));
        chat.groups = List.of(new Chat.Standing("dev", false, Optional.of(Role.MEMBER), ""));
        assertThat(talk.login("alice", Optional.of("correct horse"))).isTrue();
        assertThat(chat.asked).contains("login alice correct horse", "watch", "history lobby 0 10", "unread");
        assertThat(screen.printed).contains("12:00 [4] bob: good morning");
        assertThat(shower.prompt()).isEqualTo("[@bob 3] lobby> ");
        assertThat(conversations.groups()).containsExactly("dev");
    }

    @Test
    void aRefusedLoginIsSaidAndNothingElseCanBeDone() {
        chat.failure = new Chat.Refused("BAD_CREDENTIALS", "wrong password or unknown user");
        assertThat(talk.login("alice", Optional.of("correct horse"))).isFalse();
        assertThat(screen.printed.get(0)).contains("BAD_CREDENTIALS").doesNotContain("correct horse");
        chat.asked.clear();
        type("hello");
        type("/who");
        assertThat(chat.asked).isEmpty();
        assertThat(shower.prompt()).isEqualTo("(not logged in) > ");
    }

    @Test
    void whatIsTypedGoesToTheCurrentConversationAndIsShownWhenItIsStored() {
        login();
        CompletableFuture<Chat.Sent> answer = new CompletableFuture<>();
        chat.sent.add(answer);
        type("hello");
        assertThat(chat.asked).containsExactly("POST lobby 0 hello");
        assertThat(screen.printed).isEmpty();
        answer.complete(new Chat.Sent(7, FakeChat.TIME));
        assertThat(screen.printed).containsExactly("12:00 [7] alice: hello");
    }

    @Test
    void theConversationIsSwitchedAtOnceSoThatNothingIsSaidElsewhere() {
        login();
        for (String line : List.of("/to bob", "one", "/create dev", "two", "/join ops", "three", "/to lobby", "four")) {
            type(line);
        }
        assertThat(chat.asked)
                .containsSubsequence("POST @bob 0 one", "POST #dev 0 two", "POST #ops 0 three", "POST lobby 0 four");
    }

    @Test
    void enterReadsWhatCameToTheCurrentConversationAndNothingElse() {
        login();
        shower.show(new ChatEvent.Said(new ChatMessage(ConversationRef.lobby(), 9, FakeChat.TIME, "bob", "hi")));
        shower.show(new ChatEvent.Said(new ChatMessage(BOB, 2, FakeChat.TIME, "bob", "psst")));
        assertThat(shower.prompt()).isEqualTo("[lobby 1, @bob 1] lobby> ");
        type("");
        assertThat(chat.asked).containsExactly("read lobby 9");
        assertThat(shower.prompt()).isEqualTo("[@bob 1] lobby> ");
        type("/next");
        assertThat(chat.asked).contains("read private bob 2");
        assertThat(shower.prompt()).isEqualTo("@bob> ");
    }

    @Test
    void historyGoesFurtherBackEachTimeAndShowsNothingTwice() {
        login();
        chat.past = List.of(message(11), message(12));
        type("/history");
        chat.past = List.of(message(10), message(11));
        type("/history 2");
        assertThat(chat.asked).containsExactly("history lobby 0 20", "history lobby 11 2");
        assertThat(screen.printed.stream().filter(line -> line.contains("[")).toList())
                .containsExactly("12:00 [11] bob: text", "12:00 [12] bob: text", "12:00 [10] bob: text");
        chat.past = List.of();
        type("/history");
        assertThat(screen.printed).last().isEqualTo("-- nothing further back in lobby --");
    }

    @Test
    void lastMeansOnesOwnForAnEditAndAnothersForAReply() {
        login();
        type("first");
        shower.show(new ChatEvent.Said(new ChatMessage(ConversationRef.lobby(), 200, FakeChat.TIME, "bob", "hi")));
        type("/edit last better");
        type("/reply last yes");
        type("/delete 101");
        assertThat(chat.asked).containsSubsequence("EDIT lobby 101 better", "REPLY lobby 200 yes", "DELETE lobby 101 ");
        assertThat(screen.printed).contains("12:00 [101] alice edited: better", "12:00 [103] alice (to 200): yes");
    }

    @Test
    void theGroupIsTheCurrentOneUnlessItIsNamed() {
        login();
        type("/invite bob");
        assertThat(screen.printed).last().asString().contains("in which group?");
        type("/to #dev");
        type("/invite bob");
        type("/role #ops @carol moderator");
        type("/topic us");
        type("/leave");
        assertThat(chat.asked)
                .containsSubsequence("invite dev bob", "role ops carol MODERATOR", "topic dev us", "leave dev");
        assertThat(conversations.current()).isEqualTo(ConversationRef.lobby());
    }

    @Test
    void aPasswordIsAskedForTwiceAndChangedOnlyWhereBothAreEqual() {
        login();
        screen.secrets.addAll(List.of("old one", "new one", "new won"));
        type("/password");
        assertThat(chat.asked).isEmpty();
        screen.secrets.addAll(List.of("old one", "new one", "new one"));
        type("/password");
        assertThat(chat.asked).containsExactly("password old one new one");
        assertThat(screen.printed).noneMatch(line -> line.contains("new one"));
    }

    @Test
    void whoRegistersIsLoggedInThen() {
        screen.secrets.addAll(List.of("correct horse", "correct horse"));
        type("/register alice");
        assertThat(chat.asked).startsWith("register alice correct horse", "login alice correct horse");
    }

    @Test
    void aRefusalIsShownWithItsCodeAndCannotSteerTheTerminal() {
        login();
        chat.sent.add(CompletableFuture.failedFuture(new Chat.Refused("BLOCKED", "no\u001b[2J")));
        type("/msg bob hi");
        assertThat(screen.printed).containsExactly("! no\\u001B[2J (BLOCKED)");
    }

    @Test
    void aTextThatWaitsForTheConnectionIsSaidToWait() {
        login();
        shower.show(new ChatEvent.Link(ChatEvent.Link.State.LOST, "reset"));
        assertThat(shower.prompt()).isEqualTo("(reconnecting) lobby> ");
        chat.sent.add(new CompletableFuture<>());
        type("hello");
        assertThat(screen.printed).last().asString().contains("it is kept");
        shower.show(new ChatEvent.Link(ChatEvent.Link.State.UP, ""));
        assertThat(screen.printed).last().isEqualTo("* connected again");
    }

    @Test
    void whoIsWritingStandsInThePromptUntilTheySaySomething() {
        login();
        shower.show(new ChatEvent.Typing(ConversationRef.lobby(), "bob"));
        shower.show(new ChatEvent.Typing(ConversationRef.group("dev"), "carol"));
        assertThat(shower.prompt()).isEqualTo("bob is writing lobby> ");
        shower.show(new ChatEvent.Said(new ChatMessage(BOB, 1, FakeChat.TIME, "bob", "hi")));
        assertThat(shower.prompt()).isEqualTo("[@bob 1] lobby> ");
    }

    @Test
    void aBurstOfComingsAndGoingsDoesNotFillTheScreen() {
        login();
        for (int i = 0; i < 1_000; i++) {
            shower.show(new ChatEvent.Presence("user" + i, Status.ONLINE));
        }
        assertThat(screen.printed)
                .hasSize(Shower.PRESENCES + 1)
                .last()
                .asString()
                .contains("/who");
    }

    @Test
    void theDayIsShownWhereItChanges() {
        login();
        Instant yesterday = Instant.parse("2026-11-22T12:00:00Z");
        shower.show(new ChatEvent.Said(new ChatMessage(BOB, 1, yesterday, "bob", "hi")));
        shower.show(new ChatEvent.Said(new ChatMessage(BOB, 2, yesterday, "bob", "hi")));
        shower.show(new ChatEvent.Said(new ChatMessage(BOB, 3, FakeChat.TIME, "bob", "hi")));
        assertThat(screen.printed.stream().filter(line -> line.startsWith("--")).toList())
                .containsExactly("-- 2026-11-22 --", "-- 2026-11-23 --");
    }

    @Test
    void oneWhoIsRemovedFromTheCurrentGroupIsToldAndIsInTheLobby() {
        login();
        type("/to #dev");
        shower.show(new ChatEvent.Left("dev", "Alice", Optional.of("bob")));
        assertThat(screen.printed).last().isEqualTo("* Alice left #dev, removed by bob");
        assertThat(conversations.current()).isEqualTo(ConversationRef.lobby());
    }

    @Test
    void quitEnds() {
        assertThat(talk.typed(Typed.parse("/quit"))).isFalse();
    }

    private static ChatMessage message(long seq) {
        return new ChatMessage(ConversationRef.lobby(), seq, FakeChat.TIME, "bob", "text");
    }
}
