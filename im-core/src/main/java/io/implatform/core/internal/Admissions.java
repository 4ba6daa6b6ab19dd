package io.implatform.core.internal;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.SessionHost.Admission;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections: those that are open, and for each address (IPv4 /32, IPv6 /64) those that are open and those
 * that were made in the last ten minutes. Loopback and the networks that the host exempts are counted in the first
 * alone.
 *
 * <p>Sessions and visits of an address are counted apart, so that neither takes the other's place: a visit is a
 * connection that asks for the files of a web page, of which a browser makes several for each session. There may be as
 * many visits at once as sessions, and in ten minutes {@link #VISITS_A_SESSION} times as many. A visit that becomes a
 * session is counted, and may be refused, as one.
 *
 * <p>An address that has connections is always remembered: the limit on all connections bounds how many those are.
 * Of the others the ones that were heard of last are remembered, up to a limit, until their ten minutes are over.
 *
 * <p>A connection that is refused counts for nothing, so that a client that tries again is let in as soon as there is
 * room for it. Threads: any.
 */
final class Admissions {
    /** For a session that takes nobody's place: one in this process. */
    static final Admission UNCOUNTED = new Admission() {
        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    };

    /** New visits for each new session: a browser makes six for a page, and has it loaded again now and then. */
    private static final int VISITS_A_SESSION = 10;

    private static final int MINUTES = 10;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long openLimit;
    private final int openPerAddress;
    private final int newPerAddress;
    private final int idleEntries;
    private final List<Network> exempt;
    private final LongSupplier nanos;
    private final long startNanos;

    // Guarded by this monitor.
    private long open;
    private final Map<Network, Address> connected = new HashMap<>();
    /** In the order in which their last connections ended. */
    private final LinkedHashMap<Network, Address> idle = new LinkedHashMap<>();

    /**
     * Nobody is connected.
     *
     * @param nanos tells the time, as {@link System#nanoTime} does
     */
    Admissions(Limits limits, List<Network> exempt, LongSupplier nanos) {
        this.openLimit = limits.get(Limit.SESSIONS);
        this.openPerAddress = limits.getInt(Limit.CONNECTIONS_PER_ADDRESS);
        this.newPerAddress = limits.getInt(Limit.NEW_CONNECTIONS_PER_ADDRESS);
        this.idleEntries = limits.getInt(Limit.ADDRESS_ENTRIES);
        this.exempt = List.copyOf(exempt);
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    /** What is known of an address. */
    private static final class Address {
        final Tally sessions = new Tally();
        final Tally visits = new Tally();

        Tally of(boolean isVisit) {
            return isVisit ? visits : sessions;
        }

        boolean isConnected() {
            return sessions.open + visits.open > 0;
        }

        /** The minute in which a connection of it was made, or refused, last. */
        long lastMinute() {
            return Math.max(sessions.minute, visits.minute);
        }
    }

    /** Connections of one kind. */
    private static final class Tally {
        int open;
        /** Connections made in each of the last minutes; the one of minute m at m modulo their number. */
        final int[] made = new int[MINUTES];

        long minute;

        /** Forgets the minutes that are over. */
        void moveTo(long now) {
            for (long m = Math.max(minute + 1, now - MINUTES + 1); m <= now; m++) {
                made[(int) (m % MINUTES)] = 0;
            }
            minute = now;
        }

        int madeLately() {
            int sum = 0;
            for (int count : made) {
                sum += count;
            }
            return sum;
        }
    }

    /** An admission that is none, for that reason. */
    static Admission refused(Refusal reason) {
        return new Refused(reason);
    }

    /** Counts a connection that is a session from the start. */
    Admission admit(Peer peer) {
        return admit(peer, false);
    }

    /** Counts a connection that is no session, or not yet. */
    Admission admitVisit(Peer peer) {
        return admit(peer, true);
    }

    private synchronized Admission admit(Peer peer, boolean isVisit) {
        if (open >= openLimit) {
            return new Refused(Refusal.of(RefusalCode.TOO_MANY_CONNECTIONS, "the server is full"));
        }
        Network network =
                peer.address().filter(ip -> !isExempt(ip)).map(Network::of).orElse(null);
        if (network == null) {
            open++;
            return new Admitted(this, null, isVisit);
        }
        long minute = minute();
        Address address = connected.get(network);
        if (address == null) {
            address = idle.remove(network);
            if (address == null) {
                address = new Address();
            }
        }
        Optional<Refusal> refusal = count(address, isVisit, minute);
        if (refusal.isPresent()) {
            if (!address.isConnected()) {
                idle.put(network, address);
            }
            return new Refused(refusal.get());
        }
        connected.put(network, address);
        open++;
        forget(minute);
        return new Admitted(this, network, isVisit);
    }

    private long minute() {
        return (nanos.getAsLong() - startNanos) / MINUTE_NANOS;
    }

    /** Counts a connection of an address, unless there are too many. */
    private Optional<Refusal> count(Address address, boolean isVisit, long minute) {
        Tally tally = address.of(isVisit);
        tally.moveTo(minute);
        Optional<Refusal> refusal = refusal(tally, isVisit ? (long) VISITS_A_SESSION * newPerAddress : newPerAddress);
        if (refusal.isEmpty()) {
            tally.open++;
            tally.made[(int) (minute % MINUTES)]++;
        }
        return refusal;
    }

    /** Why an admission is none for a session; one for a visit is one for a session from here on, if there is room. */
    synchronized Optional<Refusal> refusalOfSession(Admission admission) {
        if (!(admission instanceof Admitted visit) || !visit.isVisit || visit.left) {
            return admission.refusal();
        }
        Address address = visit.network == null ? null : connected.get(visit.network);
        if (address != null) {
            Optional<Refusal> refusal = count(address, false, minute());
            if (refusal.isPresent()) {
                return refusal;
            }
            address.visits.open--;
        }
        visit.isVisit = false;
        return Optional.empty();
    }

    private boolean isExempt(InetAddress ip) {
        return ip.isLoopbackAddress() || exempt.stream().anyMatch(network -> network.contains(ip));
    }

    private Optional<Refusal> refusal(Tally tally, long newLimit) {
        if (tally.open >= openPerAddress) {
            return Optional.of(
                    Refusal.of(RefusalCode.TOO_MANY_CONNECTIONS, "too many connections from this address at once"));
        }
        return tally.madeLately() >= newLimit
                ? Optional.of(
                        Refusal.of(RefusalCode.TOO_MANY_CONNECTIONS, "too many new connections from this address"))
                : Optional.empty();
    }

    private synchronized void leave(Admitted admission) {
        if (admission.left) {
            return;
        }
        admission.left = true;
        open--;
        Network network = admission.network;
        Address address = network == null ? null : connected.get(network);
        if (network == null || address == null) {
            return;
        }
        address.of(admission.isVisit).open--;
        if (!address.isConnected()) {
            connected.remove(network);
            idle.put(network, address);
            forget(minute());
        }
    }

    /** Forgets those of whom nothing counts any more, and the oldest of those that are too many. */
    private void forget(long minute) {
        Iterator<Address> oldest = idle.values().iterator();
        while (oldest.hasNext()) {
            Address address = oldest.next();
            if (idle.size() <= idleEntries && minute - address.lastMinute() < MINUTES) {
                return;
            }
            oldest.remove();
        }
    }

    /** How many connections are open. */
    synchronized long open() {
        return open;
    }

    /** How many addresses are remembered. */
    synchronized int addresses() {
        return connected.size() + idle.size();
    }

    private record Refused(Refusal reason) implements Admission {
        @Override
        public Optional<Refusal> refusal() {
            return Optional.of(reason);
        }

        @Override
        public void close() {}
    }

    private static final class Admitted implements Admission {
        private final Admissions admissions;
        private final @Nullable Network network;
        // Guarded by the monitor of that.
        private boolean isVisit;
        private boolean left;

        Admitted(Admissions admissions, @Nullable Network network, boolean isVisit) {
            this.admissions = admissions;
            this.network = network;
            this.isVisit = isVisit;
        }

        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }

        @Override
        public void close() {
            admissions.leave(this);
        }
    }
}
