package io.implatform.core.internal;

import io.implatform.core.model.Network;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.Sanction.Subject;
import io.implatform.core.model.UserId;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mutes and bans that are stored, to be looked up without a store. Immutable. */
final class Sanctions {
    static final Sanctions NONE = new Sanctions(List.of());

    private final List<Sanction> all;
    private final Map<UserId, Sanction> mutes = new HashMap<>();
    private final Map<UserId, Sanction> bans = new HashMap<>();
    private final Map<Network, Sanction> networks = new HashMap<>();
    /** The prefixes that {@link #networks} have: so many look-ups find the one that an address is in. */
    private final Set<Integer> prefixes = new HashSet<>();

    Sanctions(List<Sanction> all) {
        this.all = List.copyOf(all);
        for (Sanction sanction : all) {
            if (sanction.subject() instanceof Subject.OfNetwork of) {
                networks.put(of.network(), sanction);
                prefixes.add(of.network().prefix());
            } else if (sanction.subject() instanceof Subject.OfUser of) {
                (sanction.kind() == Sanction.Kind.MUTE ? mutes : bans).put(of.user(), sanction);
            }
        }
    }

    List<Sanction> all() {
        return all;
    }

    /** Whether there is a mute at all: mostly there is none, and nobody need be looked for. */
    boolean muteSomebody() {
        return !mutes.isEmpty();
    }

    /** Why a user may not be heard now. */
    Optional<Refusal> muted(UserId user, Instant now) {
        return inForce(mutes.get(user), now).map(mute -> refusal(RefusalCode.MUTED, "muted", mute, now));
    }

    /** Why a user may not log in now. */
    Optional<Refusal> banned(UserId user, Instant now) {
        return inForce(bans.get(user), now).map(ban -> refusal(RefusalCode.BANNED, "banned", ban, now));
    }

    /** Why nobody may connect from there now. */
    Optional<Refusal> banned(InetAddress address, Instant now) {
        int bits = 8 * address.getAddress().length;
        for (int prefix : prefixes) {
            Optional<Sanction> ban =
                    prefix > bits ? Optional.empty() : inForce(networks.get(Network.of(address, prefix)), now);
            if (ban.isPresent()) {
                return Optional.of(refusal(RefusalCode.BANNED, "your address is banned", ban.get(), now));
            }
        }
        return Optional.empty();
    }

    private static Optional<Sanction> inForce(@Nullable Sanction sanction, Instant now) {
        return Optional.ofNullable(sanction).filter(one -> !one.hasEnded(now));
    }

    private static Refusal refusal(RefusalCode code, String what, Sanction sanction, Instant now) {
        String words = what
                + sanction.until().map(until -> " until " + until).orElse(" for good")
                + (sanction.reason().isEmpty() ? "" : ": " + sanction.reason());
        return new Refusal(code, words, sanction.until().map(until -> Duration.between(now, until)));
    }
}
