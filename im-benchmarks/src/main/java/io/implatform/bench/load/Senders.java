package io.implatform.bench.load;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Who says what when: the windows of a closed loop, the schedule of an open one. One thread. */
final class Senders {
    private static final int BURST = 4_096;
    /** Fixed, so that two runs say the same. */
    private static final long SEED = 20_261_122;

    private final Plan plan;
    private final Dialect dialect;
    private final Wire wire;
    private final Ledger ledger;
    private final Connection[] connections;
    private final long epoch;
    private final int[] sizes;
    private final byte[] buffer = new byte[Payload.MAX_BYTES];
    private final SplittableRandom random = new SplittableRandom(SEED);

    // A closed loop: by sender times window.
    private final int[] slotTo;
    private final int[] slotNumber;
    private final int[] slotMissing;
    private final long[] slotSent;
    private final int[] free;
    private final int[] freeCount;

    private boolean ended;
    private boolean measuring;
    private long startNanos;
    private long scheduled;
    private long worstLateness;
    private long givenUp;

    Senders(Plan plan, Dialect dialect, Wire wire, Ledger ledger, Connection[] connections, long epoch) {
        this.plan = plan;
        this.dialect = dialect;
        this.wire = wire;
        this.ledger = ledger;
        this.connections = connections;
        this.epoch = epoch;
        this.sizes = plan.payloadBytes().stream().mapToInt(Integer::intValue).toArray();
        int slots = plan.senders() * plan.window();
        slotTo = new int[slots];
        slotNumber = new int[slots];
        slotMissing = new int[slots];
        slotSent = new long[slots];
        free = new int[slots];
        freeCount = new int[plan.senders()];
        for (int i = 0; i < slots; i++) {
            free[i] = i % plan.window();
        }
        Arrays.fill(freeCount, plan.window());
    }

    void begin() {
        startNanos = System.nanoTime();
        if (plan.window() > 0) {
            for (int sender = 0; sender < plan.senders(); sender++) {
                fillWindow(sender, startNanos);
            }
        }
    }

    void measure() {
        measuring = true;
    }

    void end() {
        ended = true;
        measuring = false;
    }

    long worstLateness() {
        return worstLateness;
    }

    long givenUp() {
        return givenUp;
    }

    /** Open loop: sends everything that is due. @return when the next one is */
    long sendWhatIsDue(long now, long end) {
        if (plan.rate() <= 0) {
            return Long.MAX_VALUE;
        }
        long due = dueNanos();
        for (int burst = 0; due <= now && due < end && burst < BURST; burst++) {
            if (measuring) {
                worstLateness = Math.max(worstLateness, now - due);
            }
            int sender = plan.mode() == Plan.Mode.FANOUT
                    ? (int) (scheduled % plan.senders())
                    : random.nextInt(plan.senders());
            scheduled++;
            if (connections[sender].state == Connection.State.READY) {
                send(sender, 0, due);
            }
            due = dueNanos();
        }
        return due;
    }

    private long dueNanos() {
        return startNanos + (long) (scheduled * (1e9 / plan.rate()));
    }

    private void fillWindow(int sender, long now) {
        int first = sender * plan.window();
        while (freeCount[sender] > 0 && !ended && connections[sender].state == Connection.State.READY) {
            int slot = free[first + --freeCount[sender]];
            send(sender, slot, now);
        }
    }

    private void send(int sender, int slot, long stampNanos) {
        Connection connection = connections[sender];
        int length = sizes.length == 1 ? sizes[0] : sizes[random.nextInt(sizes.length)];
        boolean toAll = plan.broadcastShare() >= 1
                || (plan.broadcastShare() > 0 && random.nextDouble() < plan.broadcastShare());
        int to = toAll ? Payload.EVERYBODY : addressee(plan.userOf(sender));
        int receivers =
                toAll ? wire.live - (dialect.echoes() ? 0 : 1) : plan.sessionsPerUser() + plan.sessionsPerUser() - 1;
        int number = ledger.send(sender, to, receivers);
        Payload.write(buffer, length, sender, to, slot, number, stampNanos - epoch);
        if (toAll) {
            dialect.broadcast(plan, connection.out, buffer, length);
        } else {
            dialect.direct(plan, connection.out, to, buffer, length);
        }
        wire.written(connection);
        if (plan.window() > 0) {
            int at = sender * plan.window() + slot;
            slotTo[at] = to;
            slotNumber[at] = number;
            slotMissing[at] = receivers;
            slotSent[at] = stampNanos;
        }
    }

    /** Whom a user talks to next: anybody else, or one of the users that it is a pair with. */
    private int addressee(int user) {
        int others = plan.users() - 1;
        int partners = others;
        if (plan.pairs() > 0) {
            // Pair p is user p mod n and the one who comes 1 + p / n after it, so that no pair is there twice.
            partners = (plan.pairs() - user + plan.users() - 1) / plan.users();
            if (partners == 0) {
                throw new IllegalStateException("user " + user + " has nobody to talk to");
            }
        }
        return (user + 1 + random.nextInt(partners)) % plan.users();
    }

    void delivered(Payload payload, long now) {
        if (plan.window() == 0 || payload.sender >= plan.senders() || payload.slot >= plan.window()) {
            return;
        }
        int at = payload.sender * plan.window() + payload.slot;
        if (slotNumber[at] == payload.number && slotTo[at] == payload.to && --slotMissing[at] == 0) {
            release(payload.sender, payload.slot, now);
        }
    }

    private void release(int sender, int slot, long now) {
        slotNumber[sender * plan.window() + slot] = 0;
        free[sender * plan.window() + freeCount[sender]++] = slot;
        fillWindow(sender, now);
    }

    /** Closed loop: what is not delivered for too long does not hold its sender up for ever. */
    void giveUpLate(long now) {
        long bound = (long) (plan.timeout() * 1e9);
        for (int at = 0; at < slotNumber.length; at++) {
            if (slotNumber[at] != 0 && now - slotSent[at] > bound) {
                givenUp++;
                release(at / plan.window(), at % plan.window(), now);
            }
        }
    }
}
