package io.implatform.core.spi;

import io.implatform.core.model.ConversationId;
import io.implatform.core.spi.Outcome.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * How a store takes records over ({@link StoreTransfer#load}): conversations by doing again, in batches, what was
 * once done, everything else as it is. Threads: one.
 */
public final class StoreLoader implements StoreRecord.Cases<Boolean> {
    private static final int BATCH = 500;

    /** What a store that is loaded does, within what makes it all or nothing. */
    public interface Target {
        /** As {@link ConversationStore#commit} does. */
        List<Outcome> write(List<Write> batch);

        /** The store's epoch is this from now on. */
        void epoch(String epoch);

        /** Adds an account; one that is retired leaves its name. Returns whether it was new. */
        boolean account(StoreRecord.OfAccount record);

        /** Adds a token of an account. Returns whether it was new, and there is such an account. */
        boolean token(StoreRecord.Token record);

        /** Adds a sanction. */
        void sanction(StoreRecord.Imposed record);

        /** Adds an entry of the audit log, under its number. */
        void log(StoreRecord.Logged record);
    }

    private final Target target;
    private final Map<ConversationId, Long> versions = new HashMap<>();
    private final List<Write> batch = new ArrayList<>();
    private final List<StoreRecord> records = new ArrayList<>();

    private StoreLoader(Target target) {
        this.target = target;
    }

    /**
     * Gives everything to {@code target}.
     *
     * @throws IllegalArgumentException if a record does not fit to those before it
     */
    public static void load(Iterator<? extends StoreRecord> from, Target target) {
        StoreLoader loader = new StoreLoader(target);
        while (from.hasNext()) {
            from.next().match(loader);
        }
        loader.flush();
    }

    private Boolean add(Write write, StoreRecord record) {
        batch.add(write);
        records.add(record);
        if (batch.size() >= BATCH) {
            flush();
        }
        return true;
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        List<Outcome> outcomes = target.write(List.copyOf(batch));
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome.result() != Result.DONE) {
                throw new IllegalArgumentException(records.get(i) + ": " + why(outcome.result()));
            }
            if (records.get(i) instanceof StoreRecord.Said said
                    && outcome.message() != null
                    && outcome.message().seq() != said.seq()) {
                throw new IllegalArgumentException(records.get(i) + ": its number should be "
                        + outcome.message().seq());
            }
        }
        batch.clear();
        records.clear();
    }

    private static String why(Result result) {
        return switch (result) {
            case DUPLICATE -> "its sender has used its client id before";
            case STALE -> "there is no such group";
            case GONE -> "it refers to what is no text, or is deleted";
            case NAME_TAKEN -> "there is a group with this id or public name before it";
            case DONE -> "";
        };
    }

    private static Boolean require(boolean done, StoreRecord record, String why) {
        if (!done) {
            throw new IllegalArgumentException(record + ": " + why);
        }
        return true;
    }

    @Override
    public Boolean epoch(StoreRecord.Epoch record) {
        target.epoch(record.epoch());
        return true;
    }

    @Override
    public Boolean account(StoreRecord.OfAccount record) {
        return require(target.account(record), record, "its name is taken");
    }

    @Override
    public Boolean token(StoreRecord.Token record) {
        return require(target.token(record), record, "its hash is taken, or nobody has that account");
    }

    @Override
    public Boolean group(StoreRecord.OfGroup record) {
        versions.put(record.group().id(), record.group().version());
        return add(new Write.FoundGroup(record.group()), record);
    }

    @Override
    public Boolean said(StoreRecord.Said record) {
        Write.Append append = record.append();
        return add(
                new Write.Append(
                        append.conversation(),
                        append.from(),
                        append.time(),
                        append.kind(),
                        append.refersTo(),
                        append.text(),
                        append.clientId(),
                        versions.getOrDefault(append.conversation(), 0L)),
                record);
    }

    @Override
    public Boolean reached(StoreRecord.Reached record) {
        return add(new Write.MovePosition(record.user(), record.conversation(), record.position()), record);
    }

    @Override
    public Boolean blocked(StoreRecord.Blocked record) {
        return add(new Write.Block(record.user(), record.other(), true), record);
    }

    @Override
    public Boolean imposed(StoreRecord.Imposed record) {
        flush();
        target.sanction(record);
        return true;
    }

    @Override
    public Boolean logged(StoreRecord.Logged record) {
        flush();
        target.log(record);
        return true;
    }
}
