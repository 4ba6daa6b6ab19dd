package io.implatform.core.memory;

import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Sanction;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.ModerationStore.Imposition;
import io.implatform.core.spi.StoreRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The sanctions and the audit log of a {@link MemoryStore}, which guards them. */
final class Moderation {
    private final Map<String, Sanction> sanctions = new HashMap<>();
    private final List<AuditRecord> log = new ArrayList<>();

    List<Sanction> sanctions() {
        return List.copyOf(sanctions.values());
    }

    Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
        sanctions.values().removeIf(before -> before.hasEnded(sanction.since()));
        String key = key(sanction.kind(), sanction.subject());
        if (!sanctions.containsKey(key) && sanctions.size() >= limit) {
            return Imposition.FULL;
        }
        sanctions.put(key, sanction);
        append(entry);
        return Imposition.DONE;
    }

    boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
        if (sanctions.remove(key(kind, subject)) == null) {
            return false;
        }
        append(entry);
        return true;
    }

    private static String key(Sanction.Kind kind, Sanction.Subject subject) {
        return kind.key() + " " + subject.key();
    }

    void append(AuditEntry entry) {
        log.add(new AuditRecord(log.size() + 1L, entry));
    }

    List<AuditRecord> audit(long after, Instant since, int limit) {
        return log.stream()
                .filter(record -> record.seq() > after && !record.entry().time().isBefore(since))
                .limit(limit)
                .toList();
    }

    boolean isEmpty() {
        return sanctions.isEmpty() && log.isEmpty();
    }

    void put(Sanction sanction) {
        sanctions.put(key(sanction.kind(), sanction.subject()), sanction);
    }

    void dump(Consumer<? super StoreRecord> to) {
        new TreeMap<>(sanctions).values().forEach(sanction -> to.accept(new StoreRecord.Imposed(sanction)));
        log.forEach(record -> to.accept(new StoreRecord.Logged(record)));
    }
}
