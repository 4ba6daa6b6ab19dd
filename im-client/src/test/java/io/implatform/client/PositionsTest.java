package io.implatform.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationRef;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PositionsTest {
    private static final ConversationRef BOB = ConversationRef.with("Bob");

    private final Positions positions = new Positions();

    private long resume() {
        return positions.resume(10_000).getOrDefault(BOB, -1L);
    }

    @Test
    void ownMessagesBeyondThePositionAreKnownButDoNotMoveItPastAGap() {
        positions.shown(BOB, 3);
        positions.own(BOB, 6);
        positions.own(BOB, 5);
        assertThat(positions.has(BOB, 4)).isFalse();
        assertThat(positions.has(BOB, 5)).isTrue();
        assertThat(positions.has(BOB, 6)).isTrue();
        assertThat(resume()).isEqualTo(3);
        positions.shown(BOB, 4);
        assertThat(resume()).isEqualTo(6);
    }

    @Test
    void anOwnMessageRightBehindThePositionMovesIt() {
        positions.shown(BOB, 3);
        positions.own(BOB, 4);
        assertThat(resume()).isEqualTo(4);
    }

    @Test
    void aMessageThatIsShownBeyondOwnOnesLeavesThemBehind() {
        positions.own(BOB, 2);
        positions.own(BOB, 9);
        positions.shown(BOB, 7);
        assertThat(resume()).isEqualTo(7);
        positions.shown(BOB, 8);
        assertThat(resume()).isEqualTo(9);
    }

    @Test
    void beforeAnythingIsShownItResumesInFrontOfTheFirstOwnMessage() {
        positions.own(BOB, 12);
        positions.own(BOB, 13);
        assertThat(resume()).isEqualTo(11);
        assertThat(positions.has(BOB, 11)).isFalse();
    }

    @Test
    void aPrivateConversationThatTheLoginDidNotTellOfIsResumedFromItsStart() {
        positions.begin(Map.of());
        positions.own(BOB, 6); // the answer has overtaken the five before it
        positions.sessionEnded();
        assertThat(resume()).isEqualTo(0);
        assertThat(positions.has(BOB, 5)).isFalse();
        assertThat(positions.has(BOB, 6)).isTrue();
    }

    @Test
    void whereASessionBeginsIsResumedFromAndHidesOnlyFromTheNextOneOn() {
        positions.begin(Map.of(BOB, 5L));
        assertThat(resume()).isEqualTo(5);
        assertThat(positions.has(BOB, 5)).isFalse();
        positions.sessionEnded();
        assertThat(positions.has(BOB, 5)).isTrue();
        assertThat(positions.has(BOB, 6)).isFalse();
    }

    @Test
    void whereALaterSessionBeginsDoesNotMoveAPosition() {
        positions.shown(BOB, 3);
        positions.begin(Map.of(BOB, 9L));
        assertThat(resume()).isEqualTo(3);
    }

    @Test
    void spellingsOfANameAreOneConversation() {
        positions.shown(BOB, 3);
        assertThat(positions.has(ConversationRef.with("BOB"), 3)).isTrue();
        assertThat(positions.has(ConversationRef.group("bob"), 3)).isFalse();
    }

    @Test
    void whatDoesNotFitIsLeftOutTheOldestFirst() {
        positions.shown(ConversationRef.group("a"), 1);
        positions.shown(ConversationRef.group("b"), 1);
        positions.shown(ConversationRef.group("a"), 2);
        assertThat(positions.resume(60)).isEqualTo(Map.of(ConversationRef.group("a"), 2L));
    }
}
