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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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

    /** Where a message stands. */
    private record Place(ConversationId conversation, long seq) {}

    /** The messages as they are; the one with the number n stands at n - 1. */
    private final Map<ConversationId, List<Message>> said = new HashMap<>();

    /** Those that were edited since as they were first: a sender may send them again. */
    private final Map<Place, Message> originals = new HashMap<>();

    private final Map<Sending, Place> sendings = new HashMap<>();
    private final Map<ConversationId.Group, Group> groups = new HashMap<>();
    /** By the folded name. */
    private final Map<String, ConversationId.Group> publicGroups = new HashMap<>();
    /**
     * The private conversations of a user, their groups and invitations, and the lobby where they have a position,
     * with how far they have come.
     */
    private final Map<UserId, Map<ConversationId, Position>> standings = new HashMap<>();

    private final Map<UserId, Set<UserId>> blocks = new HashMap<>();

    private final ChangeLog log = new ChangeLog();

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
            Place known = sending == null ? null : sendings.get(sending);
            if (known != null) {
                return Outcome.duplicate(first(known));
            }
            if (isStale(append.conversation(), append.version())) {
                return Outcome.of(Result.STALE);
            }
            Message about = null;
            if (append.refersTo() != 0 || append.kind() != Message.Kind.TEXT) {
                about = find(append.conversation(), append.refersTo());
                if (about == null || about.kind() != Message.Kind.TEXT || about.state() == Message.State.DELETED) {
                    return Outcome.of(Result.GONE);
                }
            }
            Message message = add(append);
            if (about != null) {
                apply(append, about);
            }
            if (sending != null) {
                sendings.put(sending, new Place(message.conversation(), message.seq()));
            }
            return Outcome.stored(message);
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
            log.add(group.id(), 0, group.version());
            group.members().keySet().forEach(user -> begin(user, group.id()));
            group.invited().forEach(user -> concern(user, group.id()));
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
            log.add(after.id(), 0, after.version());
            write.change().match(new Concerning(before));
            return Outcome.of(Result.DONE);
        }

        @Override
        public Outcome move(Write.MovePosition write) {
            if (mayHavePosition(write.user(), write.conversation())) {
                standings(write.user()).merge(write.conversation(), write.position(), Position::and);
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
            return true;
        }

        @Override
        public Boolean removed(GroupChange.RemoveMember change) {
            standings(change.user()).remove(before.id());
            return true;
        }

        @Override
        public Boolean invited(GroupChange.Invite change) {
            concern(change.user(), before.id());
            return true;
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

    private Message add(Write.Append append) {
        ConversationId conversation = append.conversation();
        List<Message> messages = said.get(conversation);
        if (messages == null) {
            messages = new ArrayList<>(1);
            said.put(conversation, messages);
            if (conversation instanceof ConversationId.Private pair) {
                concern(pair.first(), pair);
                concern(pair.second(), pair);
            }
        }
        Message message = new Message(
                conversation,
                messages.size() + 1L,
                append.time().truncatedTo(ChronoUnit.MILLIS),
                append.from(),
                append.kind(),
                append.refersTo(),
                append.kind() == Message.Kind.DELETION ? "" : append.text(),
                Message.State.ORIGINAL);
        messages.add(message);
        log.add(conversation, message.seq(), append.version());
        return message;
    }

    private void apply(Write.Append fact, Message about) {
        if (fact.kind() == Message.Kind.EDIT) {
            originals.putIfAbsent(new Place(about.conversation(), about.seq()), about);
            become(about, Message.State.EDITED, fact.text());
        } else if (fact.kind() == Message.Kind.DELETION) {
            delete(about);
            // Its text is in nothing that can be read any more: neither are those it had in between.
            for (Message message : List.copyOf(messages(fact.conversation()))) {
                if (message.kind() == Message.Kind.EDIT && message.refersTo() == fact.refersTo()) {
                    delete(message);
                }
            }
        }
    }

    private void delete(Message message) {
        originals.remove(new Place(message.conversation(), message.seq()));
        become(message, Message.State.DELETED, "");
    }

    private void become(Message message, Message.State state, String text) {
        Message now = new Message(
                message.conversation(),
                message.seq(),
                message.time(),
                message.from(),
                message.kind(),
                message.refersTo(),
                text,
                state);
        messages(message.conversation()).set((int) message.seq() - 1, now);
    }

    /** A message as it was stored, or, once it is deleted, without its text. */
    private Message first(Place place) {
        Message original = originals.get(place);
        return original != null ? original : messages(place.conversation()).get((int) place.seq() - 1);
    }

    private void begin(UserId user, ConversationId.Group group) {
        long head = head(group);
        standings(user).put(group, new Position(head, head));
    }

    /** The user has to do with a conversation from here on, if they had not before. */
    private void concern(UserId user, ConversationId conversation) {
        standings(user).putIfAbsent(conversation, Position.START);
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

    private Map<ConversationId, Position> standings(UserId user) {
        return standings.computeIfAbsent(user, key -> new LinkedHashMap<>());
    }

    private List<Message> messages(ConversationId conversation) {
        return said.getOrDefault(conversation, List.of());
    }

    HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        List<Message> entries = messages(conversation);
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
            Message message = entries.get(i);
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
        List<Message> entries = messages(conversation);
        int start = (int) Math.min(entries.size(), Math.max(0, seq));
        int end = (int) Math.min(entries.size(), (long) start + limit);
        return new HistoryPage(entries.subList(start, end), end < entries.size());
    }

    Optional<Message> message(ConversationId conversation, long seq) {
        return Optional.ofNullable(find(conversation, seq));
    }

    private @Nullable Message find(ConversationId conversation, long seq) {
        List<Message> messages = messages(conversation);
        return seq < 1 || seq > messages.size() ? null : messages.get((int) seq - 1);
    }

    long head(ConversationId conversation) {
        return messages(conversation).size();
    }

    Optional<Group> group(ConversationId.Group id) {
        return Optional.ofNullable(groups.get(id));
    }

    Optional<ConversationId.Group> publicGroup(String name) {
        return Optional.ofNullable(publicGroups.get(ConversationId.Group.fold(name)));
    }

    List<Standing> standingsOf(UserId user) {
        List<Standing> found = new ArrayList<>();
        standings.getOrDefault(user, Map.of()).forEach((conversation, position) -> {
            Group group = conversation instanceof ConversationId.Group id ? groups.get(id) : null;
            long head = head(conversation);
            // A position may come before the first message; a private conversation begins with that.
            if (head > 0 || !(conversation instanceof ConversationId.Private)) {
                boolean invited = group != null && group.roleOf(user).isEmpty();
                found.add(new Standing(conversation, head, position, invited));
            }
        });
        return found;
    }

    Map<UserId, Position> positions(ConversationId conversation, Collection<UserId> users) {
        Map<UserId, Position> found = new HashMap<>();
        for (UserId user : users) {
            Position position = standings.getOrDefault(user, Map.of()).getOrDefault(conversation, Position.START);
            if (!position.equals(Position.START)) {
                found.put(user, position);
            }
        }
        return found;
    }

    Changes changes(long mark, int limit) {
        return log.since(mark, limit);
    }

    Set<UserId> blockedBy(UserId user) {
        return Set.copyOf(blocks.getOrDefault(user, Set.of()));
    }

    boolean isEmpty() {
        return said.isEmpty() && groups.isEmpty() && standings.isEmpty() && blocks.isEmpty();
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
        all.values().forEach(in -> messages(in).forEach(message -> spelling.heard(message.from())));

        allGroups.values().forEach(group -> to.accept(new StoreRecord.OfGroup(spelling.of(group))));
        Map<Place, String> clientIds = new HashMap<>();
        sendings.forEach((sending, place) -> clientIds.put(place, sending.clientId()));
        for (ConversationId conversation : all.values()) {
            for (Message message : messages(conversation)) {
                Place place = new Place(conversation, message.seq());
                Message first = first(place);
                to.accept(new StoreRecord.Said(
                        new Write.Append(
                                conversation,
                                spelling.of(first.from()),
                                first.time(),
                                first.kind(),
                                first.refersTo(),
                                first.text(),
                                clientIds.get(place),
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
        standings.forEach((user, places) -> places.forEach((conversation, position) -> {
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
