package io.implatform.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What leads to the messages that came last, as long as {@code entry} does not: they are in the database
 * like all others, but what would be a page of {@code entry} for each of them is written later, for many
 * at once and in order ({@link Folding}). It can always be made again from {@code message}.
 *
 * <p>It holds two generations: one that grows, and one that is complete and being folded. Bounded by what
 * {@link Folding} lets wait. Threads: one writes, any read.
 *
 * <p><b>Reading.</b> A message leaves the tail only after a transaction that brought it into {@code entry}.
 * So who takes a {@link Snapshot} first, and asks the database afterwards, finds everything.
 */
final class Tail {
    /** Messages of which those of each conversation follow each other. */
    private static final class Generation {
        final Map<Long, Run> runs = new HashMap<>();
        /** The private conversations that begin in it, by user. */
        final Map<Long, List<Long>> begun = new HashMap<>();

        int size;
        /** The last message. */
        long last;
    }

    /** A generation that is complete, in the order in which it is folded. Not changed by anybody. */
    static final class Complete {
        private final long[] conversations;
        private final Map<Long, Run> runs;
        private final long last;
        // The private conversations that begin in it, twice, with each of their users; in order of the users.
        private final long[] users;
        private final long[] begun;

        private Complete(Generation ended) {
            conversations = sorted(ended.runs.keySet());
            runs = ended.runs;
            last = ended.last;
            int size = ended.begun.values().stream().mapToInt(List::size).sum();
            users = new long[size];
            begun = new long[size];
            int next = 0;
            for (Map.Entry<Long, List<Long>> of : new TreeMap<>(ended.begun).entrySet()) {
                for (long conversation : sorted(of.getValue())) {
                    users[next] = of.getKey();
                    begun[next++] = conversation;
                }
            }
        }

        private static long[] sorted(Collection<Long> numbers) {
            long[] sorted = numbers.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            return sorted;
        }

        /** How many runs there are, of a conversation each. */
        int size() {
            return conversations.length;
        }

        /** A run, in order of the conversations. */
        Run run(int index) {
            return Objects.requireNonNull(runs.get(conversations[index]));
        }

        /** The last message. */
        long last() {
            return last;
        }

        /** How many users and conversations that begin there are. */
        int begun() {
            return begun.length;
        }

        long user(int index) {
            return users[index];
        }

        long begun(int index) {
            return begun[index];
        }
    }

    // Guarded by this.
    private Generation growing = new Generation();
    private @Nullable Generation complete;

    /**
     * What is not in {@code entry} yet, from the database.
     *
     * @throws SQLException if the database fails, or, as {@link Database#CORRUPT}, if messages are missing
     */
    static Tail load(Database database) throws SQLException {
        Map<Long, Run> runs = new LinkedHashMap<>();
        long[] last = {folded(database)};
        database.list(
                "SELECT id, conversation, seq, kind FROM message WHERE id > ? ORDER BY id",
                row -> {
                    long seq = row.getLong(3);
                    Run run = runs.computeIfAbsent(row.getLong(2), conversation -> new Run(conversation, seq));
                    if (seq != run.last() + 1) {
                        throw missing(run.conversation);
                    }
                    last[0] = row.getLong(1);
                    run.add(Run.place(last[0], row.getInt(4)));
                    return true;
                },
                last[0]);
        for (Run run : runs.values()) {
            if (run.first != 1
                    && database.first(
                                    "SELECT 1 FROM entry WHERE conversation = ? AND seq = ?",
                                    row -> true,
                                    run.conversation,
                                    run.first - 1)
                            .isEmpty()) {
                throw missing(run.conversation);
            }
        }
        Tail tail = new Tail();
        tail.add(runs.values(), last[0]);
        return tail;
    }

    /** The last message of which it is certain that {@code entry} has it and all before it. */
    static long folded(Database database) throws SQLException {
        return database.number("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'folded'");
    }

    private static SQLException missing(long conversation) {
        return new SQLException("messages are missing in its conversation " + conversation, null, Database.CORRUPT);
    }

    /** The id of the newest message of all. */
    synchronized long last() {
        return growing.last;
    }

    /** Takes over messages that are committed: of each conversation those that follow the ones before. */
    synchronized void add(Iterable<Run> runs, long last) {
        for (Run run : runs) {
            Run known = growing.runs.putIfAbsent(run.conversation, run);
            if (known != null) {
                known.addAll(run);
            } else if (run.first == 1 && Pairs.isPair(run.conversation)) {
                long lesser = Pairs.lesser(run.conversation);
                long greater = Pairs.greater(run.conversation);
                begun(lesser).add(run.conversation);
                if (lesser != greater) {
                    begun(greater).add(run.conversation);
                }
            }
            growing.size += run.size();
        }
        growing.last = last;
    }

    private List<Long> begun(long user) {
        return growing.begun.computeIfAbsent(user, u -> new ArrayList<>());
    }

    /** How many have come since the last {@link #complete}. */
    synchronized int size() {
        return growing.size;
    }

    /** Whether everything is in {@code entry}. */
    synchronized boolean isEmpty() {
        return growing.size == 0 && complete == null;
    }

    /** Ends the generation that grows; there is none that is being folded. */
    synchronized Complete complete() {
        Generation ended = growing;
        growing = new Generation();
        growing.last = ended.last;
        complete = ended;
        return new Complete(ended);
    }

    /** The generation that was complete is in {@code entry}, durably. */
    synchronized void folded() {
        complete = null;
    }

    /** What is in it now, and may be in it later. */
    synchronized Snapshot snapshot() {
        return new Snapshot(growing, complete);
    }

    /** The tail as it was at a moment, or a little later. */
    final class Snapshot {
        private final Generation newer;
        private final @Nullable Generation older;

        private Snapshot(Generation newer, @Nullable Generation older) {
            this.newer = newer;
            this.older = older;
        }

        /** What it has of a conversation. */
        Part part(long conversation) {
            synchronized (Tail.this) {
                Run after = newer.runs.get(conversation);
                Run before = older == null ? null : older.runs.get(conversation);
                return new Part(before == null ? null : before.until(), after == null ? null : after.until());
            }
        }

        /** The private conversations of a user that began in it. */
        List<Long> begunBy(long user) {
            synchronized (Tail.this) {
                List<Long> begun = new ArrayList<>(newer.begun.getOrDefault(user, List.of()));
                if (older != null) {
                    begun.addAll(older.begun.getOrDefault(user, List.of()));
                }
                return begun;
            }
        }
    }

    /** The newest messages of one conversation, of one generation or both. Immutable. */
    record Part(@Nullable Run before, @Nullable Run after) {
        /** The seq of the first one; {@link Long#MAX_VALUE} if there is none. */
        long first() {
            return before != null ? before.first : after != null ? after.first : Long.MAX_VALUE;
        }

        /** The seq of the last one; 0 if there is none. */
        long last() {
            return after != null ? after.last() : before != null ? before.last() : 0;
        }

        /** Where the message of that seq is; {@link Run#NONE} if it is not here. */
        long place(long seq) {
            long place = after == null ? Run.NONE : after.place(seq);
            return place != Run.NONE || before == null ? place : before.place(seq);
        }
    }
}
