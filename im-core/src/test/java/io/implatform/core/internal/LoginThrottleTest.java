package io.implatform.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Peer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final UserId BOB = UserId.of("bob");
    private static final Peer HOME = at("192.0.2.1");
    private static final int ENTRIES = 100;

    private long now = Long.MAX_VALUE - 1_000; // nanoTime may begin anywhere, and overflow
    private final LoginThrottle throttle =
            new LoginThrottle(Limits.DEFAULTS.with(Limit.LOGIN_ENTRIES, ENTRIES), () -> now);

    private static Peer at(String address) {
        try {
            return Peer.at(address, InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A new address each time: what a flood comes from. */
    private static Peer stranger(int i) {
        return at("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256);
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Seconds to wait; 0 where none. */
    private long wait(UserId account, Peer peer) {
        return throttle.check(account, peer)
                .map(refusal -> {
                    assertThat(refusal.code()).isEqualTo(RefusalCode.RATE_LIMITED);
                    return refusal.retryAfter().map(Duration::toSeconds).orElseThrow();
                })
                .orElse(0L);
    }

    private void fail(int times, UserId account, Peer peer) {
        for (int i = 0; i < times; i++) {
            throttle.failed(account, peer);
        }
    }

    @Test
    void fiveFailuresAreFreeAndThenTheWaitDoublesUpToItsBound() {
        for (int i = 0; i < 5; i++) {
            assertThat(wait(ALICE, HOME)).isZero();
            throttle.failed(ALICE, HOME);
        }
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            long seconds = wait(ALICE, HOME);
            waits.add(seconds);
            pass(seconds - 1);
            assertThat(wait(ALICE, HOME)).isEqualTo(1);
            pass(1);
            assertThat(wait(ALICE, HOME)).isZero();
            throttle.failed(ALICE, HOME);
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 64L, 64L);
    }

    @Test
    void anAttemptThatIsRefusedCountsForNothing() {
        fail(5, ALICE, HOME);
        for (int i = 0; i < 1_000; i++) {
            assertThat(wait(ALICE, HOME)).isEqualTo(1);
        }
    }

    @Test
    void anAccountIsGuardedAgainstGuessesFromManyAddresses() {
        for (int i = 0; i < 5; i++) {
            throttle.failed(ALICE, stranger(i));
        }
        assertThat(wait(ALICE, stranger(77))).isEqualTo(1);
        assertThat(wait(BOB, stranger(77))).isZero();
    }

    @Test
    void anAddressIsHeldUpWhateverAccountItTriesAndWhetherThereIsOne() {
        for (int i = 0; i < 4; i++) {
            throttle.failed(UserId.of("user" + i), HOME);
        }
        throttle.failed(null, HOME);

        assertThat(wait(BOB, HOME)).isEqualTo(1);
        assertThat(wait(null, HOME)).isEqualTo(1);
        assertThat(wait(BOB, at("192.0.2.2"))).isZero();
    }

    @Test
    void theAddressesOfAnIpv6NetworkOf64BitsAreOne() {
        for (int i = 0; i < 5; i++) {
            throttle.failed(UserId.of("user" + i), at("2001:db8::" + i));
        }
        assertThat(wait(BOB, at("2001:db8::ffff"))).isEqualTo(1);
        assertThat(wait(BOB, at("2001:db8:0:1::1"))).isZero();
    }

    @Test
    void namesThatDifferOnlyInCaseAreOneAccount() {
        for (int i = 0; i < 5; i++) {
            throttle.failed(UserId.of("aLiCe"), stranger(i));
        }
        assertThat(wait(ALICE, HOME)).isEqualTo(1);
    }

    @Test
    void tenMinutesWithoutAFailureAndItIsForgotten() {
        fail(9, ALICE, HOME);
        pass(599);
        assertThat(wait(ALICE, HOME)).isZero();
        throttle.failed(ALICE, HOME);
        assertThat(wait(ALICE, HOME)).as("the tenth failure").isEqualTo(32);

        pass(600);
        fail(4, ALICE, HOME);
        assertThat(wait(ALICE, HOME)).isZero();
        assertThat(throttle.size()).isEqualTo(2);
    }

    @Test
    void whereTheAccountWasOpenedLatelyItsOwnerIsLetInWhileOthersGuess() {
        throttle.succeeded(ALICE, HOME);
        for (int i = 0; i < 50; i++) {
            throttle.failed(ALICE, stranger(i));
        }
        assertThat(wait(ALICE, stranger(99))).isEqualTo(64);
        assertThat(wait(ALICE, HOME)).isZero();
        fail(10, BOB, HOME);
        assertThat(wait(BOB, HOME)).isPositive();
        assertThat(wait(ALICE, HOME))
                .as("though the address guesses at another account")
                .isZero();
    }

    @Test
    void theExemptionEndsAfterManyFailuresInARowAndAfterAWeek() {
        throttle.succeeded(ALICE, HOME);
        fail(LoginThrottle.TRUSTED_FAILURES - 1, ALICE, HOME);
        throttle.succeeded(ALICE, HOME);
        fail(LoginThrottle.TRUSTED_FAILURES + 4, ALICE, HOME);
        assertThat(wait(ALICE, HOME)).isZero();
        throttle.failed(ALICE, HOME);
        assertThat(wait(ALICE, HOME)).isEqualTo(1);

        throttle.succeeded(ALICE, HOME);
        assertThat(wait(ALICE, HOME)).isZero();
        pass(TimeUnit.DAYS.toSeconds(7));
        fail(5, ALICE, stranger(1));
        assertThat(wait(ALICE, HOME)).isEqualTo(1);
    }

    @Test
    void aSuccessOnOnesOwnAccountDoesNotHelpToGuessAtAnother() {
        fail(4, ALICE, HOME);
        throttle.succeeded(BOB, HOME);
        throttle.failed(ALICE, HOME);
        assertThat(wait(ALICE, HOME)).isEqualTo(1);
    }

    @Test
    void whoHasNoAddressIsCountedByAccountAlone() {
        Peer pipe = Peer.named("a pipe");
        throttle.succeeded(ALICE, pipe);
        fail(5, ALICE, pipe);
        assertThat(wait(ALICE, pipe)).isEqualTo(1);
        assertThat(wait(BOB, pipe)).isZero();
    }

    @Test
    void neitherAFloodOfAddressesNorOneOfNamesPushesOutTheAccountThatIsGuessedAt() {
        fail(11, ALICE, stranger(0));
        for (int i = 1; i < 50_000; i++) {
            throttle.failed(UserId.of("name" + i), stranger(i));
            if (i % 5_000 == 0) {
                fail(4, UserId.of("name" + i), stranger(i));
            }
        }
        assertThat(wait(ALICE, HOME)).isEqualTo(64);
        assertThat(throttle.size()).isLessThanOrEqualTo(5 * ENTRIES);
    }

    @Test
    void exemptionsAreBoundedToo() {
        for (int i = 0; i < 10_000; i++) {
            throttle.succeeded(ALICE, stranger(i));
        }
        assertThat(throttle.size()).isEqualTo(ENTRIES);
        fail(5, ALICE, HOME);
        assertThat(wait(ALICE, stranger(9_999))).isZero();
        assertThat(wait(ALICE, stranger(0))).isEqualTo(1);
    }
}
