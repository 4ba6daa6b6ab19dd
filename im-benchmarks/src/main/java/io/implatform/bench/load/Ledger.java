package io.implatform.bench.load;

/**
 * Holds every delivery against what was sent: each message reaches each of its receivers once, whole, and in
 * its sender's order. One thread.
 */
final class Ledger {
    private final Plan plan;
    private final Streams sent = new Streams();
    private final Streams received = new Streams();

    long messages;
    long expected;
    long deliveries;
    long duplicated;
    long outOfOrder;
    long damaged;
    long misdirected;

    Ledger(Plan plan) {
        this.plan = plan;
    }

    /** Counts a message that is about to be sent. @return its number in its stream */
    int send(int sender, int to, int receivers) {
        messages++;
        expected += receivers;
        return sent.next(Streams.key(sender, to, 0));
    }

    /** Counts a delivery. @return whether it was due and is the first of its kind */
    boolean receive(Payload payload, int receiver) {
        if (!isFor(payload, receiver)) {
            misdirected++;
            return false;
        }
        return switch (received.see(Streams.key(payload.sender, payload.to, receiver), payload.number)) {
            case NEW -> {
                deliveries++;
                yield true;
            }
            case LATE -> {
                outOfOrder++;
                deliveries++;
                yield true;
            }
            case AGAIN -> {
                duplicated++;
                yield false;
            }
        };
    }

    private boolean isFor(Payload payload, int receiver) {
        if (payload.sender >= plan.connections()) {
            return false;
        }
        int user = plan.userOf(receiver);
        // The sender's other sessions are shown what it sent.
        return payload.to == Payload.EVERYBODY
                || payload.to == user
                || (payload.sender != receiver && plan.userOf(payload.sender) == user);
    }

    boolean isComplete() {
        return deliveries >= expected;
    }
}
