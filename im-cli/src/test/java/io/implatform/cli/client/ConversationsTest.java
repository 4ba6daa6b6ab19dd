package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationRef;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private static final ConversationRef LOBBY = ConversationRef.lobby();
    private static final ConversationRef BOB = ConversationRef.with("bob");
    private static final ConversationRef DEV = ConversationRef.group("dev");

    private final Conversations conversations = new Conversations();

    @BeforeEach
    void login() {
        conversations.begin("alice");
    }

    @Test
    void whatOthersSayIsUnreadUntilItIsRead() {
        conversations.arrived(message(BOB, 1, "bob"));
        conversations.arrived(message(BOB, 2, "bob"));
        conversations.arrived(message(LOBBY, 7, "carol"));
        assertThat(conversations.unread(BOB)).isEqualTo(2);
        assertThat(conversations.unread(LOBBY)).isEqualTo(1);
        assertThat(conversations.read(BOB)).hasValue(2);
        assertThat(conversations.unread(BOB)).isZero();
        assertThat(conversations.read(BOB)).isEmpty();
    }

    @Test
    void whoAnswersHasRead() {
        conversations.arrived(message(BOB, 1, "bob"));
        conversations.arrived(message(BOB, 2, "Alice"));
        assertThat(conversations.unread(BOB)).isZero();
    }

    @Test
    void aMessageIsShownOnceHoweverItComes() {
        assertThat(conversations.arrived(message(LOBBY, 5, "bob"))).isTrue();
        assertThat(conversations.arrived(message(LOBBY, 5, "bob"))).isFalse();
        assertThat(conversations.shown(List.of(message(LOBBY, 4, "bob"), message(LOBBY, 5, "bob"))))
                .extracting(ChatMessage::seq)
                .containsExactly(4L);
        assertThat(conversations.oldest(LOBBY)).isEqualTo(4);
        assertThat(conversations.unread(LOBBY)).isEqualTo(1);
    }

    @Test
    void aMessageThatComesAfterALaterOneIsShownToo() {
        conversations.arrived(message(LOBBY, 6, "alice"));
        assertThat(conversations.arrived(message(LOBBY, 5, "bob"))).isTrue();
    }

    @Test
    void whatTheServerCountsIsNotCountedAgainWhenItArrives() {
        conversations.told(BOB, 2);
        conversations.arrived(message(BOB, 1, "bob"));
        conversations.arrived(message(BOB, 2, "bob"));
        assertThat(conversations.unread(BOB)).isEqualTo(2);
        conversations.arrived(message(BOB, 3, "bob"));
        assertThat(conversations.unread(BOB)).isEqualTo(3);
    }

    @Test
    void namesThatDifferInCaseAreOneConversation() {
        conversations.arrived(message(ConversationRef.with("Bob"), 1, "Bob"));
        assertThat(conversations.go(ConversationRef.with("bob"))).isEqualTo(ConversationRef.with("Bob"));
        assertThat(conversations.users()).containsExactly("Bob");
    }

    @Test
    void theNextUnreadOneIsAnotherThanTheCurrent() {
        conversations.arrived(message(LOBBY, 1, "bob"));
        assertThat(conversations.next()).isEmpty();
        conversations.arrived(message(DEV, 1, "bob"));
        assertThat(conversations.next()).contains(DEV);
    }

    @Test
    void oneWhoIsNoMoreInAGroupIsBackInTheLobby() {
        conversations.go(DEV);
        conversations.drop(DEV);
        assertThat(conversations.current()).isEqualTo(LOBBY);
        assertThat(conversations.groups()).isEmpty();
    }

    @Test
    void theLastMessageIsOnesOwnOrAnothers() {
        assertThat(conversations.last(LOBBY, true)).isEmpty();
        conversations.arrived(message(LOBBY, 1, "alice"));
        conversations.arrived(message(LOBBY, 2, "bob"));
        assertThat(conversations.last(LOBBY, true)).hasValue(1);
        assertThat(conversations.last(LOBBY, false)).hasValue(2);
    }

    @Test
    void whatWasShownLongAgoIsNotShownAgain() {
        for (long seq = 1; seq <= 20_000; seq++) {
            conversations.arrived(message(LOBBY, seq, "bob"));
        }
        assertThat(conversations.arrived(message(LOBBY, 3, "bob"))).isFalse();
    }

    private static ChatMessage message(ConversationRef in, long seq, String from) {
        return new ChatMessage(in, seq, Instant.EPOCH, from, "text");
    }
}
