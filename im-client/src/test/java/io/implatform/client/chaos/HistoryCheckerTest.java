package io.implatform.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker finds what is wrong: a planted fault a test. */
class HistoryCheckerTest {
    private static final String PAIR = "private alice bob";

    private final HistoryChecker checker =
            new HistoryChecker(Map.of(PAIR, Set.of("alice", "bob"), "lobby", Set.of("alice", "bob", "carol")));
    private final Log record = new Log();

    HistoryCheckerTest() {
        // Three messages that alice sends from her first device, and everybody is shown.
        for (int i = 1; i <= 3; i++) {
            send("alice/1", "t" + i);
            record.stores(PAIR, i, "t" + i);
            record.acknowledges("alice/1", PAIR, i, "t" + i);
            show("alice/2", i);
        }
        for (String device : List.of("alice/1", "alice/2", "carol/1")) {
            record.shows(device, "lobby", 1, "hello");
        }
        record.sends("bob/2", "lobby", "hello");
        record.stores("lobby", 1, "hello");
        record.reconnects("alice/1");
    }

    private void send(String device, String text) {
        record.sends(device, PAIR, text);
    }

    private void show(String device, long seq) {
        if (device.equals("bob/1") && record.shownOn(device).isEmpty()) {
            record.shows(device, "lobby", 1, "hello");
        }
        record.shows(device, PAIR, seq, "t" + seq);
    }

    private void findsOnly(HistoryChecker.Fault fault) {
        assertThat(checker.check(record))
                .extracting(HistoryChecker.Finding::fault)
                .containsOnly(fault);
    }

    private void finds(HistoryChecker.Fault fault) {
        assertThat(checker.check(record))
                .extracting(HistoryChecker.Finding::fault)
                .contains(fault);
    }

    @Test
    void aRecordWithNothingWrongHasNoFindings() {
        show("bob/1", 1);
        show("bob/1", 2);
        record.reconnects("bob/1");
        show("bob/1", 3);
        assertThat(checker.check(record)).isEmpty();
    }

    @Test
    void aMessageThatWasAcknowledgedAndIsNotStoredIsLost() {
        send("alice/1", "t4");
        record.acknowledges("alice/1", PAIR, 4, "t4");
        findsOnly(HistoryChecker.Fault.LOST);
    }

    @Test
    void aMessageThatADeviceWasNotShownIsLost() {
        show("bob/1", 1);
        show("bob/1", 3);
        findsOnly(HistoryChecker.Fault.LOST);
    }

    @Test
    void theLastMessageThatADeviceWasNotShownIsLost() {
        show("bob/1", 1);
        show("bob/1", 2);
        findsOnly(HistoryChecker.Fault.LOST);
    }

    @Test
    void aMessageThatIsStoredTwiceIsDoubled() {
        record.stores(PAIR, 4, "t3");
        finds(HistoryChecker.Fault.DOUBLED);
    }

    @Test
    void aMessageThatIsShownTwiceIsDoubled() {
        show("bob/1", 1);
        show("bob/1", 2);
        show("bob/1", 2);
        show("bob/1", 3);
        finds(HistoryChecker.Fault.DOUBLED);
    }

    @Test
    void messagesThatAreShownInAnotherOrderAreReordered() {
        show("bob/1", 2);
        show("bob/1", 1);
        show("bob/1", 3);
        finds(HistoryChecker.Fault.REORDERED);
    }

    @Test
    void messagesThatAreStoredInAnotherOrderThanADeviceSentThemAreReordered() {
        send("bob/1", "b1");
        send("bob/1", "b2");
        record.stores(PAIR, 4, "b2");
        record.stores(PAIR, 5, "b1");
        finds(HistoryChecker.Fault.REORDERED);
    }

    @Test
    void aMessageThatNobodySentIsAPhantom() {
        record.stores(PAIR, 4, "never sent");
        finds(HistoryChecker.Fault.PHANTOM);
    }

    @Test
    void aMessageThatIsShownWithAnotherTextIsAPhantom() {
        record.shows("bob/1", PAIR, 1, "t2");
        finds(HistoryChecker.Fault.PHANTOM);
    }

    @Test
    void anAcknowledgementWithAnotherNumberIsAPhantom() {
        record.acknowledges("alice/1", PAIR, 2, "t3");
        finds(HistoryChecker.Fault.PHANTOM);
    }

    @Test
    void aMessageThatIsShownToAThirdUserIsUnauthorised() {
        show("carol/1", 1);
        finds(HistoryChecker.Fault.UNAUTHORISED);
    }

    @Test
    void aNumberThatIsLeftOutIsAGap() {
        send("alice/1", "t5");
        record.stores(PAIR, 5, "t5");
        finds(HistoryChecker.Fault.GAP);
    }

    @Test
    void aMessageThatIsShownAgainAfterAReconnectIsResumedWrong() {
        show("bob/1", 1);
        show("bob/1", 2);
        record.reconnects("bob/1");
        show("bob/1", 2);
        show("bob/1", 3);
        finds(HistoryChecker.Fault.RESUMED_WRONG);
    }

    @Test
    void aMessageThatIsShownOnTheDeviceThatSentItIsAnEcho() {
        show("alice/1", 2);
        finds(HistoryChecker.Fault.OWN_ECHO);
    }

    @Test
    void aMessageThatIsRefusedIsFound() {
        record.refuses("bob/1", PAIR, "b1", "BUSY");
        finds(HistoryChecker.Fault.REFUSED);
    }
}
