package io.implatform.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.SessionHost.Admission;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionsTest {
    private static final Limits LIMITS = Limits.DEFAULTS
            .with(Limit.SESSIONS, 100)
            .with(Limit.CONNECTIONS_PER_ADDRESS, 3)
            .with(Limit.NEW_CONNECTIONS_PER_ADDRESS, 10)
            .with(Limit.ADDRESS_ENTRIES, 50);

    private long now = Long.MAX_VALUE - 1_000; // nanoTime may begin anywhere, and overflow
    private final Admissions admissions =
            new Admissions(LIMITS, List.of(Network.parse("198.51.100.0/24").orElseThrow()), () -> now);

    private static Peer at(String address) {
        try {
            return Peer.at(address, InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Admission admit(String address) {
        return admissions.admit(at(address));
    }

    private Admission visit(String address) {
        return admissions.admitVisit(at(address));
    }

    private boolean isAdmitted(String address) {
        Admission admission = admit(address);
        admission.close();
        return admission.refusal().isEmpty();
    }

    private void pass(long minutes) {
        now += TimeUnit.MINUTES.toNanos(minutes);
    }

    @Test
    void anAddressMayHaveSoManyConnectionsAtOnceAndAnotherOneIsNotConcerned() {
        Admission first = admit("192.0.2.1");
        admit("192.0.2.1");
        admit("192.0.2.1");

        assertThat(admit("192.0.2.1").refusal()).map(Refusal::code).contains(RefusalCode.TOO_MANY_CONNECTIONS);
        assertThat(isAdmitted("192.0.2.2")).isTrue();
        first.close();
        assertThat(isAdmitted("192.0.2.1")).isTrue();
    }

    @Test
    void closingTwiceFreesOnePlace() {
        Admission first = admit("192.0.2.1");
        admit("192.0.2.1");
        admit("192.0.2.1");
        first.close();
        first.close();

        admit("192.0.2.1");
        assertThat(isAdmitted("192.0.2.1")).isFalse();
        assertThat(admissions.open()).isEqualTo(3);
    }

    @Test
    void anAddressMayMakeSoManyConnectionsInTenMinutes() {
        for (int i = 0; i < 10; i++) {
            assertThat(isAdmitted("192.0.2.1")).as("connection %d", i).isTrue();
            if (i == 4) {
                pass(5);
            }
        }
        assertThat(isAdmitted("192.0.2.1")).isFalse();

        pass(4);
        assertThat(isAdmitted("192.0.2.1")).isFalse();
        pass(1);
        // The first five are ten minutes ago.
        for (int i = 0; i < 5; i++) {
            assertThat(isAdmitted("192.0.2.1")).isTrue();
        }
        assertThat(isAdmitted("192.0.2.1")).isFalse();
    }

    @Test
    void whoIsRefusedIsNotKeptOutByTryingAgain() {
        for (int i = 0; i < 10; i++) {
            isAdmitted("192.0.2.1");
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(isAdmitted("192.0.2.1")).isFalse();
        }
        pass(10);
        assertThat(isAdmitted("192.0.2.1")).isTrue();
    }

    @Test
    void visitsAndSessionsOfAnAddressTakeNoPlaceOfOneAnother() {
        for (int i = 0; i < 3; i++) {
            assertThat(admit("192.0.2.1").refusal()).isEmpty();
            assertThat(visit("192.0.2.1").refusal()).isEmpty();
        }
        assertThat(admit("192.0.2.1").refusal()).isPresent();
        assertThat(visit("192.0.2.1").refusal()).map(Refusal::code).contains(RefusalCode.TOO_MANY_CONNECTIONS);
        assertThat(admissions.open()).isEqualTo(6);
    }

    @Test
    void anAddressMayMakeTenVisitsForEachSession() {
        for (int i = 0; i < 100; i++) {
            Admission visit = visit("192.0.2.1");
            assertThat(visit.refusal()).as("visit %d", i).isEmpty();
            visit.close();
        }
        assertThat(visit("192.0.2.1").refusal()).isPresent();
        assertThat(isAdmitted("192.0.2.1")).isTrue();
        pass(10);
        assertThat(visit("192.0.2.1").refusal()).isEmpty();
    }

    @Test
    void aVisitThatBecomesASessionIsCountedAsOne() {
        Admission first = visit("192.0.2.1");
        assertThat(admissions.refusalOfSession(first)).isEmpty();
        assertThat(admissions.refusalOfSession(first)).isEmpty();
        admit("192.0.2.1");
        admit("192.0.2.1");
        assertThat(isAdmitted("192.0.2.1")).isFalse();
        assertThat(admissions.open()).isEqualTo(3);

        Admission fourth = visit("192.0.2.1");
        assertThat(fourth.refusal()).isEmpty();
        assertThat(admissions.refusalOfSession(fourth)).map(Refusal::code).contains(RefusalCode.TOO_MANY_CONNECTIONS);
        fourth.close();
        first.close();
        assertThat(admissions.open()).isEqualTo(2);
        assertThat(admissions.refusalOfSession(visit("192.0.2.1"))).isEmpty();
    }

    @Test
    void newSessionsOfVisitsAreCountedInTenMinutes() {
        for (int i = 0; i < 10; i++) {
            Admission visit = visit("192.0.2.1");
            assertThat(admissions.refusalOfSession(visit)).isEmpty();
            visit.close();
        }
        Admission eleventh = visit("192.0.2.1");
        assertThat(eleventh.refusal()).isEmpty();
        assertThat(admissions.refusalOfSession(eleventh)).isPresent();
        assertThat(isAdmitted("192.0.2.1")).isFalse();
    }

    @Test
    void aRefusedVisitAndOneOfThisMachineAreNoOtherAsSessions() {
        assertThat(admissions.refusalOfSession(visit("127.0.0.1"))).isEmpty();
        Refusal banned = Refusal.of(RefusalCode.BANNED, "for good");
        assertThat(admissions.refusalOfSession(Admissions.refused(banned))).contains(banned);
    }

    @Test
    void theAddressesOfAnIpv6NetworkOf64BitsAreOne() {
        admit("2001:db8::1");
        admit("2001:db8::2");
        admit("2001:db8::ffff:3");

        assertThat(isAdmitted("2001:db8::4")).isFalse();
        assertThat(isAdmitted("2001:db8:0:1::1")).isTrue();
    }

    @Test
    void loopbackAndExemptNetworksMayHaveAnyNumber() {
        for (int i = 0; i < 20; i++) {
            assertThat(admit("127.0.0.1").refusal()).isEmpty();
            assertThat(admit("::1").refusal()).isEmpty();
            assertThat(admit("198.51.100.7").refusal()).isEmpty();
            assertThat(admissions.admit(Peer.named("a pipe")).refusal()).isEmpty();
        }
        assertThat(admissions.addresses()).isZero();
    }

    @Test
    void allTogetherMayHaveSoManyAndTheExemptCount() {
        List<Admission> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(admit("127.0.0." + i));
        }
        assertThat(admit("127.0.0.1").refusal()).map(Refusal::code).contains(RefusalCode.TOO_MANY_CONNECTIONS);
        assertThat(isAdmitted("192.0.2.1")).isFalse();
        all.get(0).close();
        assertThat(isAdmitted("192.0.2.1")).isTrue();
    }

    @Test
    void aFloodOfAddressesIsForgottenButNotWhoIsConnected() {
        admit("192.0.2.1");
        admit("192.0.2.1");
        admit("192.0.2.1");
        for (int i = 0; i < 10_000; i++) {
            isAdmitted("10.0." + i / 256 + "." + i % 256);
        }

        assertThat(admissions.addresses()).isLessThanOrEqualTo(51);
        assertThat(isAdmitted("192.0.2.1")).isFalse();
        pass(10);
        isAdmitted("203.0.113.1");
        assertThat(admissions.addresses()).isEqualTo(2);
    }
}
