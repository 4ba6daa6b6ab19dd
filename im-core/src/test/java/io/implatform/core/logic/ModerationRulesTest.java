package io.implatform.core.logic;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what with power over others. */
class ModerationRulesTest {
    private static final UserId ACTOR = UserId.of("actor");
    private static final UserId OTHER = UserId.of("other");

    private final ModerationRules rules = new Rules(Limits.DEFAULTS).moderation();

    private static Optional<RefusalCode> code(Optional<Refusal> refusal) {
        return refusal.map(Refusal::code);
    }

    @ParameterizedTest
    @CsvSource({"USER, false", "MODERATOR, true", "ADMIN, true"})
    void moderators_and_admins_moderate(AccountRole role, boolean may) {
        assertThat(rules.mayModerate(role).isEmpty()).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "MODERATOR, USER, true",
        "MODERATOR, MODERATOR, false",
        "MODERATOR, ADMIN, false",
        "ADMIN, USER, true",
        "ADMIN, MODERATOR, true",
        "ADMIN, ADMIN, true",
    })
    void moderators_act_on_users_and_admins_on_everyone(AccountRole actor, AccountRole subject, boolean may) {
        assertThat(rules.mayActOn(ACTOR, actor, OTHER, subject).isEmpty()).isEqualTo(may);
        assertThat(code(rules.mayActOn(ACTOR, actor, UserId.of("ACTOR"), subject)))
                .as("nobody acts on themselves")
                .contains(RefusalCode.NOT_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({
        "MODERATOR, 192.0.2.7, true",
        "MODERATOR, 192.0.0.0/16, true",
        "MODERATOR, 192.0.0.0/15, false",
        "MODERATOR, 2001:db8::/32, true",
        "MODERATOR, 2001:db8::/31, false",
        "MODERATOR, 198.51.100.0/24, false",
        "ADMIN, 192.0.0.0/8, true",
        "ADMIN, ::/0, true",
        "ADMIN, 0.0.0.0/0, false",
        "ADMIN, 198.51.100.7, false",
    })
    void wide_networks_take_an_admin_and_nobody_bans_their_own(AccountRole role, String network, boolean may)
            throws UnknownHostException {
        Optional<InetAddress> own = Optional.of(InetAddress.getByName("198.51.100.7"));
        assertThat(rules.mayBan(role, Network.parse(network).orElseThrow(), own).isEmpty())
                .isEqualTo(may);
    }

    private static Command.Moderate mute(Optional<Duration> duration, String reason) {
        return new Command.Moderate(Verb.MUTE, "bob", "", duration, reason);
    }

    @Test
    void durations_addresses_and_reasons_are_checked() {
        for (Duration duration : List.of(Duration.ofSeconds(1), Duration.ofDays(3_650))) {
            assertThat(rules.check(mute(Optional.of(duration), ""))).isEmpty();
        }
        for (Duration duration : List.of(Duration.ZERO, Duration.ofDays(3_650).plusSeconds(1))) {
            assertThat(code(rules.check(mute(Optional.of(duration), "")))).contains(RefusalCode.BAD_ARGUMENT);
        }
        assertThat(rules.check(mute(Optional.empty(), "because"))).isEmpty();
        assertThat(code(rules.check(mute(Optional.empty(), "two\nlines")))).contains(RefusalCode.BAD_TEXT);
        assertThat(code(rules.check(mute(Optional.empty(), "x".repeat(513))))).contains(RefusalCode.TOO_LONG);
        assertThat(code(rules.check(new Command.Moderate(Verb.BAN, "", "example.org", Optional.empty(), ""))))
                .contains(RefusalCode.BAD_ARGUMENT);
    }

    @ParameterizedTest
    @CsvSource({"1s, PT1S", "90s, PT1M30S", "10m, PT10M", "2h, PT2H", "7d, P7D", "4W, P28D", "999999999s, PT999999999S"
    })
    void durations_are_read(String text, Duration duration) {
        assertThat(Durations.parse(text)).contains(duration);
        assertThat(Durations.parse(Durations.format(duration))).contains(duration);
    }

    @ParameterizedTest
    @CsvSource({"''", "10", "m", "-1m", "1.5h", "1y", "1m1s", "9999999999s", "'1 m'", "\u0661m"})
    void nothing_else_is_a_duration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
