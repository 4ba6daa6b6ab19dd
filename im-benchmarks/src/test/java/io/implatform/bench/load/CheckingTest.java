package io.implatform.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every delivery is checked: what a broken relay does wrong is noticed, each time and as what it is. */
class CheckingTest {
    private static Outcome fanout(BrokenRelay.Fault fault) throws IOException {
        try (BrokenRelay relay = new BrokenRelay(fault)) {
            Plan plan = Plan.of(Plan.Mode.FANOUT, 3).closedLoop(2, 2).lasting(0, 1.5);
            // What is lost is waited for in vain; what is not has time to come.
            double patience = fault == BrokenRelay.Fault.NONE ? 5 : 0.7;
            return Load.run(plan.waiting(0, patience), Dialects.LIMIT, relay.address(), Meter.NONE, Progress.NONE);
        }
    }

    @Test
    void aRelayThatDoesEverythingRightHasNoFaults() throws Exception {
        Outcome outcome = fanout(BrokenRelay.Fault.NONE);

        assertThat(outcome.faults().none()).as("%s", outcome.faults()).isTrue();
        assertThat(outcome.deliveries()).isGreaterThan(100);
        assertThat(outcome.deliveries()).isLessThanOrEqualTo(2 * outcome.messages() + 8);
        assertThat(outcome.latency().getTotalCount()).isGreaterThanOrEqualTo(outcome.deliveries());
    }

    @Test
    void aLostMessageIsLostAndGivenUp() throws Exception {
        Outcome.Faults faults = fanout(BrokenRelay.Fault.LOSES).faults();

        assertThat(faults.lost()).isEqualTo(1);
        assertThat(faults.givenUp()).isEqualTo(1);
        assertThat(faults.none()).isFalse();
    }

    @Test
    void aMessageThatComesTwiceIsDoubledAndNotLost() throws Exception {
        Outcome.Faults faults = fanout(BrokenRelay.Fault.DOUBLES).faults();

        assertThat(faults.duplicated()).isEqualTo(1);
        assertThat(faults.lost()).isZero();
    }

    @Test
    void aMessageThatIsOvertakenIsOutOfOrderAndNotLost() throws Exception {
        Outcome.Faults faults = fanout(BrokenRelay.Fault.SWAPS).faults();

        assertThat(faults.outOfOrder()).isEqualTo(1);
        assertThat(faults.lost()).isZero();
        assertThat(faults.duplicated()).isZero();
    }

    @Test
    void aWrongByteAnywhereIsDamage() throws Exception {
        for (BrokenRelay.Fault fault : List.of(
                BrokenRelay.Fault.DAMAGES_THE_HEAD, BrokenRelay.Fault.DAMAGES_THE_FILLER, BrokenRelay.Fault.SHORTENS)) {
            Outcome.Faults faults = fanout(fault).faults();

            assertThat(faults.damaged()).as("%s", fault).isEqualTo(1);
            assertThat(faults.lost()).as("%s", fault).isEqualTo(1);
        }
    }

    @Test
    void aPrivateMessageToSomebodyElseIsMisdirected() throws Exception {
        try (BrokenRelay relay = new BrokenRelay(BrokenRelay.Fault.SENDS_TO_ANOTHER)) {
            Plan plan = Plan.of(Plan.Mode.PRIVATE, 3).closedLoop(1, 1).lasting(0, 1);
            Outcome.Faults faults = Load.run(
                            plan.waiting(0, 0.4), Dialects.LIMIT, relay.address(), Meter.NONE, Progress.NONE)
                    .faults();

            assertThat(faults.misdirected()).isEqualTo(1);
            assertThat(faults.lost()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatTheServerClosesIsCounted() throws Exception {
        Outcome.Faults faults = fanout(BrokenRelay.Fault.DISCONNECTS).faults();

        assertThat(faults.disconnected()).isEqualTo(1);
        assertThat(faults.firstError()).contains("connection 0");
    }

    @Test
    void aStallShowsInThePercentilesOfAClosedLoopThoughFewMessagesMetIt() throws Exception {
        try (BrokenRelay relay = new BrokenRelay(BrokenRelay.Fault.STALLS)) {
            // Two speak: connection 0, to which the relay does it, is told of the other's tenth message.
            Plan plan = Plan.of(Plan.Mode.FANOUT, 3)
                    .closedLoop(2, 1)
                    .lasting(0, 1.5)
                    .waiting(0, 5);
            Outcome outcome = Load.run(plan, Dialects.LIMIT, relay.address(), Meter.NONE, Progress.NONE);

            // Of 1.5 seconds the relay stood still for one: two thirds of what would have been sent met it.
            assertThat(outcome.micros(60)).isGreaterThan(100_000);
            assertThat(outcome.latencyAsMeasured().getValueAtPercentile(60)).isLessThan(100_000_000);
        }
    }

    @Test
    void aStallShowsInThePercentilesOfAnOpenLoop() throws Exception {
        try (BrokenRelay relay = new BrokenRelay(BrokenRelay.Fault.STALLS)) {
            Plan plan =
                    Plan.of(Plan.Mode.FANOUT, 3).openLoop(2, 200).lasting(0, 2).waiting(0, 5);
            Outcome outcome = Load.run(plan, Dialects.LIMIT, relay.address(), Meter.NONE, Progress.NONE);

            // A second of two in which 200 messages a second were due.
            assertThat(outcome.micros(90)).isGreaterThan(300_000);
            assertThat(outcome.faults().none()).as("%s", outcome.faults()).isTrue();
        }
    }
}
