package io.implatform.core.logic;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may do what with power over others. Pure, like all of {@link Rules}, whose part it is.
 *
 * <p>Moderators act on users, admins on everyone, and nobody on themselves. What the actor may not do at
 * all is refused before anything that it names is looked at.
 */
public final class ModerationRules {
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** The widest networks that a moderator may ban: about one provider's. */
    private static final int MODERATORS_IPV4_BITS = 16;

    private static final int MODERATORS_IPV6_BITS = 32;

    private final Limits limits;

    ModerationRules(Limits limits) {
        this.limits = limits;
    }

    /** Why somebody of that role may not give such commands at all. */
    public Optional<Refusal> mayModerate(AccountRole role) {
        return role.compareTo(AccountRole.MODERATOR) >= 0
                ? Optional.empty()
                : Optional.of(notAllowed("this is for moderators of the server"));
    }

    /** Why a command cannot be done, whoever gives it and whatever is stored. */
    public Optional<Refusal> check(Command.Moderate command) {
        Optional<Duration> duration = command.duration();
        if (duration.isPresent()
                && (duration.get().toSeconds() < 1 || duration.get().compareTo(LONGEST) > 0)) {
            return Optional.of(Refusal.of(
                    RefusalCode.BAD_ARGUMENT, "a duration is 1s to " + LONGEST.toDays() + "d, or left out for good"));
        }
        if (!command.address().isEmpty() && Network.parse(command.address()).isEmpty()) {
            return Optional.of(Refusal.of(
                    RefusalCode.BAD_ARGUMENT, "an address is such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"));
        }
        return TextRules.checkShort(command.reason(), limits);
    }

    /** Why {@code text} cannot be announced. */
    public Optional<Refusal> checkAnnouncement(String text, int maxBytes) {
        return TextRules.checkMessage(text, maxBytes);
    }

    /** Why {@code actor} may not act on {@code subject}. */
    public Optional<Refusal> mayActOn(UserId actor, AccountRole role, UserId subject, AccountRole subjectRole) {
        if (actor.equals(subject)) {
            return Optional.of(notAllowed("nobody does this to themselves"));
        }
        return role == AccountRole.ADMIN || subjectRole == AccountRole.USER
                ? Optional.empty()
                : Optional.of(notAllowed("this takes an admin of the server"));
    }

    /**
     * Why somebody of that role may not ban a network.
     *
     * @param own where they are connected from
     */
    public Optional<Refusal> mayBan(AccountRole role, Network network, Optional<InetAddress> own) {
        if (own.filter(network::contains).isPresent()) {
            return Optional.of(notAllowed("that is where you are connected from yourself"));
        }
        int widest = network.isIpv4() ? MODERATORS_IPV4_BITS : MODERATORS_IPV6_BITS;
        return role == AccountRole.ADMIN || network.prefix() >= widest
                ? Optional.empty()
                : Optional.of(notAllowed("wider than /" + widest + " takes an admin of the server"));
    }

    private static Refusal notAllowed(String words) {
        return Refusal.of(RefusalCode.NOT_ALLOWED, words);
    }
}
