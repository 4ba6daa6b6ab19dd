package io.implatform.core.memory;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Changes;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The conversations, groups and positions of a {@link MemoryStore}, which guards them. */
final class Conversations {

    /** What makes a message sent twice one message. Users are equal whatever their spelling. */
    private record Sending(UserId from, String clientId) {}

    /** A message as it was stored, for the sender who sends it again, and as it is. */
    private static final class Entry {
        private Message first;
        private Message newest;

        Entry(Message message) {
            first = message;
            newest = message;
        }

        /** Takes over its newest text, and forgets the first one too if that is a deletion. */
        void become(Message.State state, String text) {
            newest = with(newest, state, text);
            if (state == Message.State.DELETED) {
                first = newest;
            }
        }

        private static Message with(Message message, Message.State state, String text) {
            return new Message(
                    message.conversation(),
                    message.seq(),
                    message.time(),
                    message.from(),
                    message.kind(),
                    message.refersTo(),
                    text,
                    state);
        }
    }

    /** The message with the number n stands at n - 1. */
    private final Map<ConversationId, List<Entry>> said = new HashMap<>();

    private final Map<Sending, Entry> sendings = new HashMap<>();
    private final Map<ConversationId.Group, Group> groups = new HashMap<>();
    /** By the folded name. */
    private final Map<String, ConversationId.Group> publicGroups = new HashMap<>();
    /** The private conversations of a user in which something was said, and their groups and invitations. */
    private final Map<UserId, Set<ConversationId>> concerns = new HashMap<>();

    private final Map<UserId, Map<ConversationId, Position>> positions = new HashMap<>();
    private final Map<UserId, Set<UserId>> blocks = new HashMap<>();

    /** What was stored, in order; a mark is a place in it. */
    private final List<Changes.Change> log = new ArrayList<>();

    List<Outcome> commit(List<Write> batch) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        Writing writing = new Writing();
        for (Write write : batch) {
            outcomes.add(write.match(writing));
        }
        return Collections.unmodifiableList(outcomes);
    }

    private final class Writing implements Write.Cases<Outcome> {
        @Override
        public Outcome append(Write.Append append) {
            String clientId = append.clientId();
            Sending sending = clientId == null ? null : new Sending(append.from(), clientId);
            Entry known = sending == null ? null : sendings.get(sending);
            if (known != null) {
                return Outcome.duplicate(known.first);
            }
            if (isStale(append.conversation(), append.version())) {
                return Outcome.of(Result.STALE);
            }
            Entry about = null;
            if (append.refersTo() != 0 || append.kind() != Message.Kind.TEXT) {
                about = entry(append.conversation(), append.refersTo());
                if (about == null
                        || about.newest.kind() != Message.Kind.TEXT
                        || about.newest.state() == Message.State.DELETED) {
                    return Outcome.of(Result.GONE);
                }
            }
            Entry entry = add(append);
            if (about != null) {
                apply(append, about);
            }
            if (sending != null) {
                sendings.put(sending, entry);
            }
            return Outcome.stored(entry.first);
        }

        @Override
        public Outcome found(Write.FoundGroup write) {
            Group group = write.group();
            String nameKey = ConversationId.Group.fold(group.name());
            if (groups.containsKey(group.id()) || (!group.isPrivate() && publicGroups.containsKey(nameKey))) {
                return Outcome.of(Result.NAME_TAKEN);
            }
            if (!group.isPrivate()) {
                publicGroups.put(nameKey, group.id());
            }
            groups.put(group.id(), group);
            log.add(new Changes.Change(group.id(), 0, 0, group.version()));
            group.members().keySet().forEach(user -> {
                concerns(user).add(group.id());
                begin(user, group.id());
            });
            group.invited().forEach(user -> concerns(user).add(group.id()));
            return Outcome.of(Result.DONE);
        }

        @Override
        public Outcome change(Write.ChangeGroup write) {
            if (isStale(write.group(), write.version())) {
                return Outcome.of(Result.STALE);
            }
            Group before = Objects.requireNonNull(groups.get(write.group()));
            Group after = before.with(write.change());
            groups.put(before.id(), after);
            log.add(new Changes.Change(after.id(), 0, 0, after.version()));
            write.change().match(new Concerning(before));
            return Outcome.of(Result.DONE);
        }

        @Override
        public Outcome move(Write.MovePosition write) {
            if (mayHavePosition(write.user(), write.conversation())) {
                positions(write.user()).merge(write.conversation(), write.position(), Position::and);
            }
            return Outcome.of(Result.DONE);
        }

        @Override
        public Outcome block(Write.Block write) {
            Set<UserId> blocked = blocks.computeIfAbsent(write.user(), user -> new LinkedHashSet<>());
            if (write.on()) {
                blocked.add(write.other());
            } else {
                blocked.remove(write.other());
            }
            return Outcome.of(Result.DONE);
        }
    }

    /** What a change of a group means for those whom it is about. */
    private final class Concerning implements GroupChange.Cases<Boolean> {
        private final Group before;

        Concerning(Group before) {
            this.before = before;
        }

        @Override
        public Boolean member(GroupChange.SetMember change) {
            if (before.roleOf(change.user()).isEmpty()) {
                begin(change.user(), before.id());
            }
            return concerns(change.user()).add(before.id());
        }

        @Override
        public Boolean removed(GroupChange.RemoveMember change) {
            positions(change.user()).remove(before.id());
            return concerns(change.user()).remove(before.id());
        }

        @Override
        public Boolean invited(GroupChange.Invite change) {
            return concerns(change.user()).add(before.id());
        }

        @Override
        public Boolean topic(GroupChange.SetTopic change) {
            return false;
        }
    }

    private boolean isStale(ConversationId conversation, long version) {
        if (!(conversation instanceof ConversationId.Group id)) {
            return false;
        }
        Group group = groups.get(id);
        return group == null || group.version() != version;
    }

    private Entry add(Write.Append append) {
        ConversationId conversation = append.conversation();
        List<Entry> entries = said.computeIfAbsent(conversation, key -> new ArrayList<>());
        if (entries.isEmpty() && conversation instanceof ConversationId.Private pair) {
            concerns(pair.first()).add(pair);
            concerns(pair.second()).add(pair);
        }
        Entry entry = new Entry(new Message(
                conversation,
                entries.size() + 1L,
                Instant.ofEpochMilli(append.time().toEpochMilli()),
                append.from(),
                append.kind(),
                append.refersTo(),
                append.kind() == Message.Kind.DELETION ? "" : append.text(),
                Message.State.ORIGINAL));
        entries.add(entry);
        log.add(new Changes.Change(conversation, entries.size(), entries.size(), append.version()));
        return entry;
    }

    private void apply(Write.Append fact, Entry about) {
        if (fact.kind() == Message.Kind.EDIT) {
            about.become(Message.State.EDITED, fact.text());
        } else if (fact.kind() == Message.Kind.DELETION) {
            about.become(Message.State.DELETED, "");
            // Its text is in nothing that can be read any more: neither are those it had in between.
            for (Entry entry : said.getOrDefault(fact.conversation(), List.of())) {
                if (entry.newest.kind() == Message.Kind.EDIT && entry.newest.refersTo() == fact.refersTo()) {
                    entry.become(Message.State.DELETED, "");
                }
            }
        }
    }

    private void begin(UserId user, ConversationId.Group group) {
        long head = head(group);
        positions(user).put(group, new Position(head, head));
    }

    private boolean mayHavePosition(UserId user, ConversationId conversation) {
        return conversation.match(new ConversationId.Cases<Boolean>() {
            @Override
            public Boolean lobby(ConversationId.Lobby lobby) {
                return true;
            }

            @Override
            public Boolean pair(ConversationId.Private pair) {
                return pair.includes(user);
            }

            @Override
            public Boolean group(ConversationId.Group id) {
                Group group = groups.get(id);
                return group != null && group.roleOf(user).isPresent();
            }
        });
    }

    private Set<ConversationId> concerns(UserId user) {
        return concerns.computeIfAbsent(user, key -> new LinkedHashSet<>());
    }

    private Map<ConversationId, Position> positions(UserId user) {
        return positions.computeIfAbsent(user, key -> new HashMap<>());
    }

    private List<Entry> entries(ConversationId conversation) {
        return said.getOrDefault(conversation, List.of());
    }

    HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        List<Entry> entries = entries(conversation);
        boolean isForward = page.from() == PageRequest.From.AFTER;
        int step = isForward ? 1 : -1;
        long start = switch (page.from()) {
            case AFTER -> Math.min(page.seq(), entries.size());
            case BEFORE -> Math.min(page.seq() - 1, entries.size()) - 1;
            case NEWEST -> entries.size() - 1L;
        };
        List<Message> texts = new ArrayList<>();
        boolean more = false;
        for (int i = (int) start; i >= 0 && i < entries.size() && !more; i += step) {
            Message message = entries.get(i).newest;
            if (message.kind() == Message.Kind.TEXT) {
                more = texts.size() == limit;
                if (!more) {
                    texts.add(message);
                }
            }
        }
        if (!isForward) {
            Collections.reverse(texts);
        }
        return new HistoryPage(texts, more);
    }

    HistoryPage since(ConversationId conversation, long seq, int limit) {
        List<Entry> entries = entries(conversation);
        int start = (int) Math.min(entries.size(), Math.max(0, seq));
        int end = (int) Math.min(entries.size(), (long) start + limit);
        List<Message> messages = new ArrayList<>();
        entries.subList(start, end).forEach(entry -> messages.add(entry.newest));
        return new HistoryPage(messages, end < entries.size());
    }

    Optional<Message> message(ConversationId conversation, long seq) {
        return Optional.ofNullable(entry(conversation, seq)).map(entry -> entry.newest);
    }

    private @Nullable Entry entry(ConversationId conversation, long seq) {
        List<Entry> entries = entries(conversation);
        return seq < 1 || seq > entries.size() ? null : entries.get((int) seq - 1);
    }

    long head(ConversationId conversation) {
        return entries(conversation).size();
    }

    Optional<Group> group(ConversationId.Group id) {
        return Optional.ofNullable(groups.get(id));
    }

    Optional<ConversationId.Group> publicGroup(String name) {
        return Optional.ofNullable(publicGroups.get(ConversationId.Group.fold(name)));
    }

    List<Standing> standings(UserId user) {
        Map<ConversationId, Position> known = positions.getOrDefault(user, Map.of());
        Set<ConversationId> all = new LinkedHashSet<>(concerns.getOrDefault(user, Set.of()));
        if (known.containsKey(ConversationId.LOBBY)) {
            all.add(ConversationId.LOBBY);
        }
        List<Standing> standings = new ArrayList<>();
        for (ConversationId conversation : all) {
            Group group = conversation instanceof ConversationId.Group id ? groups.get(id) : null;
            standings.add(new Standing(
                    conversation,
                    head(conversation),
                    known.getOrDefault(conversation, Position.START),
                    group != null && group.roleOf(user).isEmpty()));
        }
        return standings;
    }

    Map<UserId, Position> positions(ConversationId conversation, Collection<UserId> users) {
        Map<UserId, Position> found = new HashMap<>();
        for (UserId user : users) {
            Position position = positions.getOrDefault(user, Map.of()).get(conversation);
            if (position != null) {
                found.put(user, position);
            }
        }
        return found;
    }

    Changes changes(long mark, int limit) {
        if (mark < 0) {
            return new Changes(List.of(), log.size(), false);
        }
        Map<ConversationId, Changes.Change> changes = new LinkedHashMap<>();
        int end = (int) mark;
        while (end < log.size() && changes.size() < limit) {
            Changes.Change change = log.get(end++);
            changes.merge(change.conversation(), change, Conversations::both);
        }
        return new Changes(List.copyOf(changes.values()), end, end < log.size());
    }

    private static Changes.Change both(Changes.Change one, Changes.Change next) {
        return new Changes.Change(
                one.conversation(),
                one.first() == 0 ? next.first() : one.first(),
                Math.max(one.last(), next.last()),
                Math.max(one.version(), next.version()));
    }

    Set<UserId> blockedBy(UserId user) {
        return Set.copyOf(blocks.getOrDefault(user, Set.of()));
    }

    boolean isEmpty() {
        return said.isEmpty() && groups.isEmpty() && positions.isEmpty() && blocks.isEmpty();
    }

    /** Everything; see {@link StoreRecord} for the order. */
    void dump(Consumer<? super StoreRecord> to) {
        Transfer.Spelling spelling = new Transfer.Spelling();
        SortedMap<String, ConversationId> all = new TreeMap<>();
        said.keySet().forEach(conversation -> all.put(conversation.key(), conversation));
        SortedMap<String, Group> allGroups = new TreeMap<>();
        groups.values().forEach(group -> allGroups.put(group.id().id(), group));
        allGroups.values().forEach(group -> {
            group.members().keySet().forEach(spelling::heard);
            group.invited().forEach(spelling::heard);
        });
        blocks.values().forEach(blocked -> blocked.forEach(spelling::heard));
        all.values().forEach(in -> entries(in).forEach(entry -> spelling.heard(entry.first.from())));

        allGroups.values().forEach(group -> to.accept(new StoreRecord.OfGroup(spelling.of(group))));
        IdentityHashMap<Entry, String> clientIds = new IdentityHashMap<>();
        sendings.forEach((sending, entry) -> clientIds.put(entry, sending.clientId()));
        for (ConversationId conversation : all.values()) {
            for (Entry entry : entries(conversation)) {
                Message first = entry.first;
                to.accept(new StoreRecord.Said(
                        new Write.Append(
                                conversation,
                                spelling.of(first.from()),
                                first.time(),
                                first.kind(),
                                first.refersTo(),
                                first.text(),
                                clientIds.get(entry),
                                0),
                        first.seq()));
            }
        }
        positions(to, spelling);
        new TreeMap<>(blocks)
                .forEach((user, others) -> others.stream()
                        .sorted()
                        .forEach(other -> to.accept(new StoreRecord.Blocked(spelling.of(user), spelling.of(other)))));
    }

    private void positions(Consumer<? super StoreRecord> to, Transfer.Spelling spelling) {
        SortedMap<String, StoreRecord> sorted = new TreeMap<>();
        positions.forEach((user, places) -> places.forEach((conversation, position) -> {
            if (conversation.equals(ConversationId.LOBBY) || !position.equals(Position.START)) {
                // A name has no line feed: by it the parts are compared one after the other.
                sorted.put(
                        conversation.key() + "\n" + user.key(),
                        new StoreRecord.Reached(spelling.of(user), conversation, position));
            }
        }));
        sorted.values().forEach(to);
    }
}
