package io.implatform.core.memory;

import io.implatform.core.model.Group;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreLoader;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.Write;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The content of a {@link MemoryStore} on its way from and to another store. */
final class Transfer implements StoreLoader.Target {
    final Accounts accounts = new Accounts();
    final Conversations conversations = new Conversations();
    final Moderation moderation = new Moderation();
    String epoch;

    /** What is taken over, with an epoch for the case that none is. */
    Transfer(String epoch) {
        this.epoch = epoch;
    }

    @Override
    public List<Outcome> write(List<Write> batch) {
        return conversations.commit(batch);
    }

    @Override
    public void epoch(String taken) {
        epoch = taken;
    }

    @Override
    public boolean account(StoreRecord.OfAccount record) {
        return accounts.create(record.account())
                && (!record.isRetired() || accounts.retire(record.account().user()));
    }

    @Override
    public boolean token(StoreRecord.Token record) {
        return accounts.addToken(record.user(), record.hash(), record.expires().toEpochMilli(), Integer.MAX_VALUE);
    }

    @Override
    public void sanction(StoreRecord.Imposed record) {
        moderation.put(record.sanction());
    }

    @Override
    public void log(StoreRecord.Logged record) {
        moderation.append(record.record().entry());
    }

    /**
     * One spelling a user: here each message keeps its own, other stores keep one. The last one that is told of counts.
     */
    static final class Spelling {
        private final Map<UserId, UserId> spellings = new HashMap<>();

        void heard(UserId user) {
            spellings.put(user, user);
        }

        UserId of(UserId user) {
            return spellings.getOrDefault(user, user);
        }

        Group of(Group group) {
            Map<UserId, Role> members = new LinkedHashMap<>();
            group.members().forEach((user, role) -> members.put(of(user), role));
            Set<UserId> invited = new LinkedHashSet<>();
            group.invited().stream().sorted().forEach(user -> invited.add(of(user)));
            return new Group(group.id(), group.isPrivate(), group.topic(), members, invited, group.version());
        }
    }
}
