package io.implatform.store.postgres;

import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a batch is stored, in two round trips whatever its size: one that locks and reads all that it speaks of, and
 * one that writes what was decided and commits. Names that are new take one more, before.
 *
 * <p>What becomes of each write is decided here and not in the database, so that it is known when the commit
 * is sent, and a lost connection leaves open no more than whether it was committed.
 */
final class Batch implements Writer.Work<List<Outcome>> {
    private final List<? extends Write> batch;
    private final Asked asked;
    private final Names names;
    private Names.@Nullable Known known;

    Batch(List<? extends Write> batch, Names names) {
        this.batch = List.copyOf(batch);
        this.asked = new Asked(this.batch);
        this.names = names;
    }

    @Override
    public void before(Link link) throws SQLException {
        if (known == null) {
            known = names.known(link, asked.users(), asked.inAnySpelling, asked.made, asked.groups);
        }
    }

    @Override
    public List<Outcome> in(Link link, Script reads, Script writes) throws SQLException {
        Names.Known numbers = known;
        if (numbers == null) {
            throw new IllegalStateException("the names are not known");
        }
        State state = new Loading(asked, numbers).load(reads);
        link.run(reads);
        Deciding deciding = new Deciding(numbers, state);
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Write write : batch) {
            outcomes.add(write.match(deciding));
        }
        new Storing(writes).store(state);
        return Collections.unmodifiableList(outcomes);
    }
}
