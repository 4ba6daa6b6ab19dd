package io.implatform.core.internal;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Peer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes guessing of passwords slow without locking anybody out (OWASP Authentication; XEP-0205 on lock-out as a
 * weapon).
 *
 * <p>Failed logins are counted for the account, existing or not, and for the address (IPv4 /32, IPv6 /64). So many are
 * free; after each further one the next attempt has to wait, 1 s at first and twice as long each time, up to a bound. An
 * attempt that comes too early is refused before anything is hashed, and counts for nothing. Ten minutes without a failure
 * and it is forgotten.
 *
 * <p>An address from which the account was opened lately is exempt, so that its owner is let in while somebody else
 * guesses. It is so until {@value #TRUSTED_FAILURES} logins in a row have failed there: behind one address there may be
 * others.
 *
 * <p><b>Bounded.</b> Accounts, addresses and exemptions are kept in tables of their own. Accounts that have to wait are
 * kept apart from those that do not, and likewise addresses: a flood of names or addresses that failed once or twice
 * pushes out its like alone. To be among those that have to wait takes as many failures as are free, each of which costs
 * a password hash and counts for the address it comes from. Of equals the one that failed longest ago goes.
 *
 * <p>Threads: any.
 */
final class LoginThrottle {
    /** Failures in a row after which an address is no longer exempt. */
    static final int TRUSTED_FAILURES = 20;

    private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long TRUSTED_NANOS = TimeUnit.DAYS.toNanos(7);
    private static final long FIRST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int free;
    private final long longestWaitNanos;
    private final int entries;
    private final LongSupplier nanos;

    // Guarded by this monitor.
    private final Failures<UserId> accounts = new Failures<>();
    private final Failures<Network> addresses = new Failures<>();
    /** In the order of their last success. */
    private final LinkedHashMap<Place, Trust> trusted = new LinkedHashMap<>();

    /** An account as it is opened from an address. */
    private record Place(UserId account, Network address) {}

    private static final class Trust {
        long succeededNanos;
        int failures;
    }

    /**
     * Nobody has failed.
     *
     * @param nanos tells the time, as {@link System#nanoTime} does
     */
    LoginThrottle(Limits limits, LongSupplier nanos) {
        this.free = limits.getInt(Limit.LOGIN_FAILURES);
        this.longestWaitNanos = TimeUnit.SECONDS.toNanos(limits.get(Limit.LOGIN_WAIT_SECONDS));
        this.entries = limits.getInt(Limit.LOGIN_ENTRIES);
        this.nanos = nanos;
    }

    /**
     * Whether a password may be tried now.
     *
     * @param account what is to be opened, whether there is such an account or not; {@code null} where it has no
     *     name that an account can have
     * @return empty if it may; else how long to wait
     */
    synchronized Optional<Refusal> check(@Nullable UserId account, Peer peer) {
        long now = nanos.getAsLong();
        Network address = peer.address().map(Network::of).orElse(null);
        if (isTrusted(account, address, now)) {
            return Optional.empty();
        }
        long wait = Math.max(
                account == null ? 0 : accounts.waitNanos(account, now),
                address == null ? 0 : addresses.waitNanos(address, now));
        if (wait <= 0) {
            return Optional.empty();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(wait + TimeUnit.SECONDS.toNanos(1) - 1);
        return Optional.of(Refusal.retry(RefusalCode.RATE_LIMITED, seconds, "too many failed logins, wait"));
    }

    private boolean isTrusted(@Nullable UserId account, @Nullable Network address, long now) {
        Trust trust = trust(account, address);
        return trust != null && now - trust.succeededNanos < TRUSTED_NANOS;
    }

    private @Nullable Trust trust(@Nullable UserId account, @Nullable Network address) {
        return account == null || address == null ? null : trusted.get(new Place(account, address));
    }

    /** A password was tried and is not the account's, or there is no such account. */
    synchronized void failed(@Nullable UserId account, Peer peer) {
        long now = nanos.getAsLong();
        Network address = peer.address().map(Network::of).orElse(null);
        if (account != null && address != null && isTrusted(account, address, now)) {
            Place place = new Place(account, address);
            Trust trust = trusted.get(place);
            if (trust != null && ++trust.failures >= TRUSTED_FAILURES) {
                trusted.remove(place);
            }
            return;
        }
        if (account != null) {
            accounts.failed(account, now);
        }
        if (address != null) {
            addresses.failed(address, now);
        }
    }

    /** The account was opened. */
    synchronized void succeeded(UserId account, Peer peer) {
        Optional<Network> address = peer.address().map(Network::of);
        if (address.isEmpty()) {
            return;
        }
        long now = nanos.getAsLong();
        Place place = new Place(account, address.get());
        Trust trust = trusted.remove(place);
        if (trust == null) {
            trust = new Trust();
        }
        trust.succeededNanos = now;
        trust.failures = 0;
        trusted.put(place, trust);
        Iterator<Trust> oldest = trusted.values().iterator();
        while (oldest.hasNext()) {
            if (now - oldest.next().succeededNanos < TRUSTED_NANOS && trusted.size() <= entries) {
                return;
            }
            oldest.remove();
        }
    }

    /** How much is remembered. */
    synchronized int size() {
        return accounts.size() + addresses.size() + trusted.size();
    }

    /** Who failed how often; each map is in the order of the last failures. */
    private final class Failures<K> {
        private final LinkedHashMap<K, Count> few = new LinkedHashMap<>();
        private final LinkedHashMap<K, Count> waiting = new LinkedHashMap<>();

        private record Count(int failures, long lastNanos) {}

        long waitNanos(K key, long now) {
            Count count = waiting.get(key);
            if (count == null || isForgotten(count, now)) {
                return 0;
            }
            // The shift is bounded well before it overflows: no wait is longer than an hour.
            int doublings = Math.min(count.failures() - free, 12);
            long wait = Math.min(longestWaitNanos, FIRST_WAIT_NANOS << doublings);
            return count.lastNanos() + wait - now;
        }

        void failed(K key, long now) {
            Count before = few.remove(key);
            if (before == null) {
                before = waiting.remove(key);
            }
            int failures = before == null || isForgotten(before, now) ? 1 : before.failures() + 1;
            (failures < free ? few : waiting).put(key, new Count(failures, now));
            forget(few, now);
            forget(waiting, now);
        }

        private void forget(Map<K, Count> counts, long now) {
            Iterator<Count> oldest = counts.values().iterator();
            while (oldest.hasNext()) {
                if (!isForgotten(oldest.next(), now) && counts.size() <= entries) {
                    return;
                }
                oldest.remove();
            }
        }

        private boolean isForgotten(Count count, long now) {
            return now - count.lastNanos() >= FORGOTTEN_NANOS;
        }

        int size() {
            return few.size() + waiting.size();
        }
    }
}
