package io.implatform.cli.admin;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.Write;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether records fit to those before them: their order, numbers and what they refer to. Keeps the names of accounts
 * and groups, and a few bits for each message of one conversation. What is wrong is an {@link
 * IllegalArgumentException}. Threads: one.
 */
final class RecordCheck implements StoreRecord.Cases<Integer> {
    private int section = -1;
    private String last = "";

    private final Set<String> accounts = new HashSet<>();
    private final Map<String, Group> groups = new HashMap<>();
    private final Set<String> publicNames = new HashSet<>();

    private String conversation = "";
    private long seq;
    private final BitSet texts = new BitSet();
    /** Texts that say something, or of which an edit does: they are not deleted. */
    private final BitSet saying = new BitSet();

    void check(StoreRecord record) {
        record.match(this);
    }

    /** Records of a kind come together, in the order of their kinds, and within a kind in that of their keys. */
    private int next(int kind, String key) {
        if (section < 0 && kind != 0) {
            throw new IllegalArgumentException("the first line should say \"export\"");
        }
        if (kind < section) {
            throw new IllegalArgumentException("it should come before what is before it");
        }
        if (kind == section && key.compareTo(last) <= 0) {
            throw new IllegalArgumentException("it is there twice, or not in order");
        }
        section = kind;
        last = key;
        return kind;
    }

    private static void require(boolean holds, String why) {
        if (!holds) {
            throw new IllegalArgumentException(why);
        }
    }

    @Override
    public Integer epoch(StoreRecord.Epoch record) {
        require(section < 0, "only the first line says \"export\"");
        return next(0, "");
    }

    @Override
    public Integer account(StoreRecord.OfAccount record) {
        String key = record.account().user().key();
        if (!record.isRetired()) {
            accounts.add(key);
        }
        return next(1, key);
    }

    @Override
    public Integer token(StoreRecord.Token record) {
        require(accounts.contains(record.user().key()), "there is no account of its user");
        return next(2, record.hash());
    }

    @Override
    public Integer group(StoreRecord.OfGroup record) {
        Group group = record.group();
        require(
                group.isPrivate() || publicNames.add(ConversationId.Group.fold(group.name())),
                "there is a public group of that name");
        groups.put(group.id().id(), group);
        return next(3, group.id().id());
    }

    @Override
    public Integer said(StoreRecord.Said record) {
        Write.Append append = record.append();
        requireKnown(append.conversation());
        String key = key(append.conversation());
        if (!key.equals(conversation) || section != 4) {
            next(4, key);
            conversation = key;
            seq = 0;
            texts.clear();
            saying.clear();
        }
        seq++;
        require(record.seq() == seq, "its number should be " + seq);
        require(seq < Integer.MAX_VALUE, "too many messages");
        int number = (int) seq;
        int target = (int) append.refersTo();
        boolean isText = append.kind() == Message.Kind.TEXT;
        if (!isText || target != 0) {
            require(append.refersTo() > 0 && append.refersTo() < seq && texts.get(target), "it refers to no text");
        }
        if (isText) {
            texts.set(number);
            saying.set(number, !append.text().isEmpty());
        } else if (append.kind() == Message.Kind.EDIT) {
            saying.set(target, saying.get(target) || !append.text().isEmpty());
        } else {
            require(!saying.get(target), "it deletes a message whose text, or that of an edit, is still there");
            texts.clear(target);
        }
        return 4;
    }

    private void requireKnown(ConversationId in) {
        if (in instanceof ConversationId.Group id) {
            Group group = groups.get(id.id());
            require(group != null && group.name().equals(id.name()), "there is no such group");
        }
    }

    /** By which stores order conversations: of a group by its id alone. */
    private static String key(ConversationId in) {
        return in instanceof ConversationId.Group group ? "group " + group.id() : in.key();
    }

    @Override
    public Integer reached(StoreRecord.Reached record) {
        ConversationId in = record.conversation();
        requireKnown(in);
        if (in instanceof ConversationId.Private pair) {
            require(pair.includes(record.user()), "its user is none of the two");
        }
        if (in instanceof ConversationId.Group id) {
            Group group = groups.get(id.id());
            require(group != null && group.roleOf(record.user()).isPresent(), "its user is no member of the group");
        }
        return next(5, key(in) + "\n" + record.user().key());
    }

    @Override
    public Integer blocked(StoreRecord.Blocked record) {
        return next(6, record.user().key() + "\n" + record.other().key());
    }

    @Override
    public Integer imposed(StoreRecord.Imposed record) {
        return next(
                7,
                record.sanction().kind().key() + "\n"
                        + record.sanction().subject().key());
    }

    @Override
    public Integer logged(StoreRecord.Logged record) {
        require(section >= 0, "the first line should say \"export\"");
        long number = record.record().seq();
        long before = section == 8 ? Long.parseLong(last) : 0;
        require(number == before + 1, "its number should be " + (before + 1));
        section = 8;
        last = String.valueOf(number);
        return 8;
    }
}
