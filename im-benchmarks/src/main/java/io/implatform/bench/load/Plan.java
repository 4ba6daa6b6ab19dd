package io.implatform.bench.load;

import java.util.List;

/**
 * One load: who says what how often. Immutable; times are in seconds.
 *
 * @param mode what is said
 * @param connections sessions in all
 * @param users how many users they belong to, {@code connections} or a divisor of it: connection {@code i} is
 *     user {@code i / (connections / users)}
 * @param senders how many of the connections speak: the first ones
 * @param window closed loop: messages that each sender has under way; 0 in an open loop
 * @param rate open loop: messages a second in all, each due at its time whoever is slow; 0 in a closed loop
 * @param payloadBytes sizes of the messages, each as likely as the next
 * @param pairs how many different pairs of users talk in private; 0: anybody to anybody
 * @param broadcastShare which part of a mixed load goes to everybody, 0 to 1
 * @param group whether what goes to everybody goes to a group of which everybody is a member
 * @param warmup time before it counts
 * @param time how long it counts
 * @param settle silence after everybody is logged in
 * @param timeout what is not delivered after so long is given up
 * @param sources how many addresses of the loopback network the connections come from; 0: do not care
 * @param logins log-ins that are under way at a time
 */
public record Plan(
        Mode mode,
        int connections,
        int users,
        int senders,
        int window,
        double rate,
        List<Integer> payloadBytes,
        int pairs,
        double broadcastShare,
        boolean group,
        double warmup,
        double time,
        double settle,
        double timeout,
        int sources,
        int logins) {

    /** What is said. */
    public enum Mode {
        /** The senders speak to everybody. */
        FANOUT,
        /** Users speak to one other user. */
        PRIVATE,
        /** Both, mixed. */
        MIXED,
        /** Nobody speaks. */
        IDLE
    }

    public Plan {
        payloadBytes = List.copyOf(payloadBytes);
        need(connections >= 1 && connections < Payload.EVERYBODY, "connections", connections);
        need(users >= 1 && connections % users == 0, "users", users);
        need(mode == Mode.IDLE || users >= 2, "users", users);
        need(senders >= 0 && senders <= connections, "senders", senders);
        need(window >= 0 && window < Payload.EVERYBODY, "window", window);
        need(rate >= 0, "rate", rate);
        need(mode == Mode.IDLE || (window > 0) != (rate > 0), "window or rate, one of them: window", window);
        need(pairs >= 0 && pairs <= (long) users * ((users - 1) / 2), "pairs", pairs);
        for (int bytes : payloadBytes) {
            need(bytes >= Payload.MIN_BYTES && bytes <= Payload.MAX_BYTES, "payload bytes", bytes);
        }
    }

    private static void need(boolean holds, String what, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": " + value + " is not possible here");
        }
    }

    /** The plan of that mode with the usual values of everything else: a closed loop with a window of 1. */
    public static Plan of(Mode mode, int connections) {
        return new Plan(
                mode,
                connections,
                connections,
                mode == Mode.FANOUT ? 1 : connections,
                1,
                0,
                List.of(100),
                0,
                mode == Mode.FANOUT ? 1 : mode == Mode.MIXED ? 0.1 : 0,
                false,
                2,
                4,
                0.7,
                5,
                8,
                64);
    }

    /** Speakers, and the messages that each of them has under way. */
    public Plan closedLoop(int speakers, int underWay) {
        return copy(users, speakers, underWay, 0, payloadBytes, pairs, group, warmup, time, logins);
    }

    /** Speakers, and the messages a second of them together. */
    public Plan openLoop(int speakers, double messagesPerSecond) {
        return copy(users, speakers, 0, messagesPerSecond, payloadBytes, pairs, group, warmup, time, logins);
    }

    /** Other sizes of messages. */
    public Plan payload(List<Integer> bytes) {
        return copy(users, senders, window, rate, bytes, pairs, group, warmup, time, logins);
    }

    /** Other times. */
    public Plan lasting(double warmupSeconds, double seconds) {
        return copy(users, senders, window, rate, payloadBytes, pairs, group, warmupSeconds, seconds, logins);
    }

    /** Other waits: after the log-ins, and for a message that does not come. */
    public Plan waiting(double settleSeconds, double timeoutSeconds) {
        return new Plan(
                mode,
                connections,
                users,
                senders,
                window,
                rate,
                payloadBytes,
                pairs,
                broadcastShare,
                group,
                warmup,
                time,
                settleSeconds,
                timeoutSeconds,
                sources,
                logins);
    }

    /** Another number of log-ins at a time. */
    public Plan loginsAtATime(int count) {
        return copy(users, senders, window, rate, payloadBytes, pairs, group, warmup, time, count);
    }

    /** Another number of users, which have the connections among them. */
    public Plan users(int count) {
        return copy(count, senders, window, rate, payloadBytes, pairs, group, warmup, time, logins);
    }

    /** Another number of pairs that talk. */
    public Plan pairs(int count) {
        return copy(users, senders, window, rate, payloadBytes, count, group, warmup, time, logins);
    }

    /** The same in a group instead of the lobby. */
    public Plan inGroup() {
        return copy(users, senders, window, rate, payloadBytes, pairs, true, warmup, time, logins);
    }

    private Plan copy(
            int newUsers,
            int newSenders,
            int newWindow,
            double newRate,
            List<Integer> newPayload,
            int newPairs,
            boolean newGroup,
            double newWarmup,
            double newTime,
            int newLogins) {
        return new Plan(
                mode,
                connections,
                newUsers,
                newSenders,
                newWindow,
                newRate,
                newPayload,
                newPairs,
                broadcastShare,
                newGroup,
                newWarmup,
                newTime,
                settle,
                timeout,
                sources,
                newLogins);
    }

    int sessionsPerUser() {
        return connections / users;
    }

    int userOf(int connection) {
        return connection / sessionsPerUser();
    }
}
