package io.implatform.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the {@link Tail} into {@code entry}: when enough has come, a generation is complete, is put in
 * order, and then each batch takes a slice of it along. So a page of {@code entry} is written once for all
 * messages of a generation that lie on it, and no commit waits for more than its slice.
 *
 * <p>The private conversations that began in a generation are brought into {@code position} with it, in
 * the order of that table: they concern both of their users from then on, and until then the tail says so.
 *
 * <p>Begun again after a crash it meets what is there already, and leaves that alone. Threads: one at a
 * time, within the writer's transaction.
 */
final class Folding {
    /** The messages of a generation: what waits are two of them at the most, some 20 MB and 0.3 s at a start. */
    static final int GENERATION = 65_536;

    /** Slices for each message that comes: a generation is folded when half of the next has come. */
    private static final int PACE = 2;

    /** Small enough to be no pause, large enough for neighbours to share a page. */
    private static final int SLICE = 128;

    private static final ManyRows ENTRIES = new ManyRows(
            "INSERT INTO entry (conversation, seq, kind, message) VALUES",
            4,
            "ON CONFLICT (conversation, seq) DO NOTHING");
    private static final ManyRows BEGUN = new ManyRows(
            "INSERT INTO position (user, conversation, delivered, read) SELECT column1, column2, 0, 0 FROM (VALUES",
            2,
            ") WHERE true ON CONFLICT (user, conversation) DO NOTHING");

    /** How far a generation is folded: the next of its runs, of that run's messages, and of what began. */
    private record Place(int run, int offset, int begun) {
        static final Place START = new Place(0, 0, 0);
    }

    private final Tail tail;
    private final int generation;
    private final int slice;
    private Tail.@Nullable Complete complete;
    /** What is folded durably, and with the transaction that runs. */
    private Place folded = Place.START;

    private Place folding = Place.START;
    private int owed;

    /**
     * Folds what is in {@code tail}, and what comes.
     *
     * @param generation the messages of a generation
     */
    Folding(Tail tail, int generation) {
        this.tail = tail;
        this.generation = generation;
        this.slice = Math.min(SLICE, generation);
    }

    /** Takes along what is due with so many new messages. */
    void stored(Database database, int messages) throws SQLException {
        if (complete == null && tail.size() >= generation) {
            begin();
        }
        if (complete != null) {
            owed += PACE * messages;
            if (owed >= slice) {
                fold(database, complete, owed);
            }
        }
    }

    /** Folds some of what waits; returns whether there was something. */
    boolean some(Database database, int messages) throws SQLException {
        if (complete == null && tail.size() > 0) {
            begin();
        }
        if (complete == null) {
            return false;
        }
        fold(database, complete, messages);
        return true;
    }

    private void begin() {
        complete = tail.complete();
        folded = Place.START;
        folding = Place.START;
        owed = 0;
    }

    private void fold(Database database, Tail.Complete from, int messages) throws SQLException {
        int run = folded.run;
        int offset = folded.offset;
        List<Run> runs = new ArrayList<>(messages);
        List<Integer> offsets = new ArrayList<>(messages);
        while (runs.size() < messages && run < from.size()) {
            Run of = from.run(run);
            runs.add(of);
            offsets.add(offset);
            offset++;
            if (offset == of.size()) {
                run++;
                offset = 0;
            }
        }
        ENTRIES.write(database, runs.size(), (insert, parameter, row) -> {
            Run of = runs.get(row);
            long seq = of.first + offsets.get(row);
            long place = of.place(seq);
            insert.setLong(parameter, of.conversation);
            insert.setLong(parameter + 1, seq);
            insert.setInt(parameter + 2, Run.kind(place));
            insert.setLong(parameter + 3, Run.id(place));
            return parameter + 4;
        });
        boolean last = run == from.size();
        int all = from.begun();
        // In step with the runs; both ends meet.
        int begun = last ? all : (int) ((long) all * run / from.size());
        int before = folded.begun;
        BEGUN.write(database, begun - before, (insert, parameter, row) -> {
            insert.setLong(parameter, from.user(before + row));
            insert.setLong(parameter + 1, from.begun(before + row));
            return parameter + 2;
        });
        if (last) {
            PreparedStatement mark = database.prepared("UPDATE meta SET value = ? WHERE key = 'folded'");
            mark.setString(1, String.valueOf(from.last()));
            mark.executeUpdate();
        }
        folding = new Place(run, offset, begun);
    }

    /** The transaction is durable. */
    void committed() {
        if (!folding.equals(folded)) {
            folded = folding;
            owed = 0;
            if (complete != null && folded.run == complete.size()) {
                tail.folded();
                complete = null;
            }
        }
    }

    /** The transaction failed. */
    void forget() {
        folding = folded;
    }
}
