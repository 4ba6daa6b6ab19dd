package io.implatform.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        final LongMap<Run> runs = new LongMap<>();
        /** The conversations of the runs. */
        final Grouped conversations = new Grouped();
        /** The private conversations that begin in it, by user. */
        final Grouped begun = new Grouped();

        int size;
        /** The last message. */
        long last;
    }

    /** Numbers under numbers. */
    private static final class Grouped {
        private final LongMap<Numbers> groups = new LongMap<>();
        private int size;

        void add(long group, long number) {
            Numbers known = groups.get(group);
            if (known == null) {
                known = new Numbers();
                groups.putIfAbsent(group, known);
            }
            known.add(number);
            size++;
        }

        long[] of(long group) {
            Numbers known = groups.get(group);
            return known == null ? new long[0] : known.toArray();
        }
    }

    /** A list of numbers. */
    private static final class Numbers {
        private long[] numbers = new long[4];
        private int size;

        void add(long number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            numbers[size++] = number;
        }

        long[] toArray() {
            return Arrays.copyOf(numbers, size);
        }
    }

    /**
     * What was grouped, in the order of the groups and of the numbers in each. A group is put in order when it is
     * come to: for all of them at once a commit would have to wait.
     */
    private static final class Ordered {
        private final Grouped from;
        private final long[] order;
        private final long[] groups;
        private final long[] numbers;
        private int ordered;
        private int next;

        Ordered(Grouped from) {
            this.from = from;
            this.order = from.groups.sortedKeys();
            this.groups = new long[from.size];
            this.numbers = new long[from.size];
        }

        int size() {
            return numbers.length;
        }

        long group(int index) {
            orderTo(index);
            return groups[index];
        }

        long number(int index) {
            orderTo(index);
            return numbers[index];
        }

        private void orderTo(int index) {
            while (ordered <= index) {
                long group = order[next++];
                long[] some = from.of(group);
                Arrays.sort(some);
                Arrays.fill(groups, ordered, ordered + some.length, group);
                System.arraycopy(some, 0, numbers, ordered, some.length);
                ordered += some.length;
            }
        }
    }

    /** A generation that is complete, in the order in which it is folded. Threads: the writer. */
    static final class Complete {
        private final LongMap<Run> runs;
        private final Ordered conversations;
        /** The private conversations that begin in it, twice, with each of their users; in order of the users. */
        private final Ordered begun;

        private final long last;

        private Complete(Generation ended) {
            runs = ended.runs;
            conversations = new Ordered(ended.conversations);
            begun = new Ordered(ended.begun);
            last = ended.last;
        }

        /** How many runs there are, of a conversation each. */
        int size() {
            return conversations.size();
        }

        /** A run, in order of the conversations. */
        Run run(int index) {
            return Objects.requireNonNull(runs.get(conversations.number(index)));
        }

        /** The last message. */
        long last() {
            return last;
        }

        /** How many users and conversations that begin there are. */
        int begun() {
            return begun.size();
        }

        long user(int index) {
            return begun.group(index);
        }

        long begun(int index) {
            return begun.number(index);
        }
    }

    /** Where the lobby and groups stand among the conversations: before those of all users. */
    private static final long OTHERS = -1;

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
            } else {
                begin(run);
            }
            growing.size += run.size();
        }
        growing.last = last;
    }

    private void begin(Run run) {
        long conversation = run.conversation;
        boolean isPair = Pairs.isPair(conversation);
        // The numbers of private conversations are in order of the lesser user's, and greater than all others.
        growing.conversations.add(isPair ? Pairs.lesser(conversation) : OTHERS, conversation);
        if (run.first == 1 && isPair) {
            growing.begun.add(Pairs.lesser(conversation), conversation);
            if (Pairs.lesser(conversation) != Pairs.greater(conversation)) {
                growing.begun.add(Pairs.greater(conversation), conversation);
            }
        }
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
            List<Long> begun = new ArrayList<>();
            synchronized (Tail.this) {
                for (long conversation : newer.begun.of(user)) {
                    begun.add(conversation);
                }
                if (older != null) {
                    for (long conversation : older.begun.of(user)) {
                        begun.add(conversation);
                    }
                }
            }
            return begun;
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
