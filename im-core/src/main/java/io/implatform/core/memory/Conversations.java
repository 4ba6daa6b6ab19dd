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

/** The conversations, groups and positions of a {@link MemoryStore}, which guards them. */
final class Conversations {

    /** The conversations that concern a user, and how far they have come there. */
    private static final class Concerns {
        /** The private ones of which anything is kept; they know the positions. */
        final List<Kept.OfPair> pairs = new ArrayList<>();
        /** Their groups and invitations, and the lobby where they have a position. */
        final Map<ConversationId, Position> others = new LinkedHashMap<>(4);
    }

    private final Messages messages = new Messages();
    private final Map<ConversationId.Group, Group> groups = new HashMap<>();
    /** By the folded name. */
    private final Map<String, ConversationId.Group> publicGroups = new HashMap<>();

    private final Map<UserId, Concerns> concerns = new HashMap<>();
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
            Message known = messages.stored(append);
            if (known != null) {
                return Outcome.duplicate(known);
            }
            if (isStale(append.conversation(), append.version())) {
                return Outcome.of(Result.STALE);
            }
            Message about = null;
            if (append.refersTo() != 0 || append.kind() != Message.Kind.TEXT) {
                about = messages.find(append.conversation(), append.refersTo());
                if (about == null || about.kind() != Message.Kind.TEXT || about.state() == Message.State.DELETED) {
                    return Outcome.of(Result.GONE);
                }
            }
            Message message = messages.add(keep(append.conversation()), append);
            log.add(message.conversation(), message.seq(), append.version());
            if (about != null) {
                messages.apply(append, about);
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
                reach(write.user(), write.conversation(), write.position());
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
            concernsOf(change.user()).others.remove(before.id());
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

    /** What is kept of a conversation, from here on if nothing was: then a private one concerns the two. */
    private Kept keep(ConversationId conversation) {
        Kept kept = messages.kept(conversation);
        if (kept == null) {
            kept = messages.keep(conversation);
            if (conversation instanceof ConversationId.Private two && kept instanceof Kept.OfPair pair) {
                concernsOf(two.first()).pairs.add(pair);
                if (!two.first().equals(two.second())) {
                    concernsOf(two.second()).pairs.add(pair);
                }
            }
        }
        return kept;
    }

    private void reach(UserId user, ConversationId conversation, Position position) {
        if (!(conversation instanceof ConversationId.Private)) {
            concernsOf(user).others.merge(conversation, position, Position::and);
        } else if (keep(conversation) instanceof Kept.OfPair pair) {
            pair.reach(user, position);
        }
    }

    private void begin(UserId user, ConversationId.Group group) {
        long head = head(group);
        concernsOf(user).others.put(group, new Position(head, head));
    }

    /** The user has to do with a group from here on, if they had not before. */
    private void concern(UserId user, ConversationId.Group group) {
        concernsOf(user).others.putIfAbsent(group, Position.START);
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

    private Concerns concernsOf(UserId user) {
        return concerns.computeIfAbsent(user, key -> new Concerns());
    }

    HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        return messages.history(conversation, page, limit);
    }

    HistoryPage since(ConversationId conversation, long seq, int limit) {
        return messages.since(conversation, seq, limit);
    }

    Optional<Message> message(ConversationId conversation, long seq) {
        return Optional.ofNullable(messages.find(conversation, seq));
    }

    long head(ConversationId conversation) {
        return messages.head(conversation);
    }

    Optional<Group> group(ConversationId.Group id) {
        return Optional.ofNullable(groups.get(id));
    }

    Optional<ConversationId.Group> publicGroup(String name) {
        return Optional.ofNullable(publicGroups.get(ConversationId.Group.fold(name)));
    }

    List<Standing> standingsOf(UserId user) {
        Concerns of = concerns.get(user);
        if (of == null) {
            return List.of();
        }
        List<Standing> found = new ArrayList<>(of.pairs.size() + of.others.size());
        for (Kept.OfPair pair : of.pairs) {
            // A position may come before the first message; a private conversation begins with that.
            if (pair.head() > 0) {
                found.add(new Standing(pair.conversation(), pair.head(), pair.position(user), false));
            }
        }
        of.others.forEach((conversation, position) -> {
            Group group = conversation instanceof ConversationId.Group id ? groups.get(id) : null;
            boolean invited = group != null && group.roleOf(user).isEmpty();
            found.add(new Standing(conversation, head(conversation), position, invited));
        });
        return found;
    }

    Map<UserId, Position> positions(ConversationId conversation, Collection<UserId> users) {
        Map<UserId, Position> found = new HashMap<>();
        for (UserId user : users) {
            Position position = position(conversation, user);
            if (!position.equals(Position.START)) {
                found.put(user, position);
            }
        }
        return found;
    }

    private Position position(ConversationId conversation, UserId user) {
        if (conversation instanceof ConversationId.Private two) {
            return two.includes(user) && messages.kept(two) instanceof Kept.OfPair pair
                    ? pair.position(user)
                    : Position.START;
        }
        Concerns of = concerns.get(user);
        return of == null ? Position.START : of.others.getOrDefault(conversation, Position.START);
    }

    Changes changes(long mark, int limit) {
        return log.since(mark, limit);
    }

    Set<UserId> blockedBy(UserId user) {
        return Set.copyOf(blocks.getOrDefault(user, Set.of()));
    }

    boolean isEmpty() {
        return messages.isEmpty() && groups.isEmpty() && concerns.isEmpty() && blocks.isEmpty();
    }

    /** Everything; see {@link StoreRecord} for the order. */
    void dump(Consumer<? super StoreRecord> to) {
        Transfer.Spelling spelling = new Transfer.Spelling();
        SortedMap<String, Group> allGroups = new TreeMap<>();
        groups.values().forEach(group -> allGroups.put(group.id().id(), group));
        allGroups.values().forEach(group -> {
            group.members().keySet().forEach(spelling::heard);
            group.invited().forEach(spelling::heard);
        });
        blocks.values().forEach(blocked -> blocked.forEach(spelling::heard));
        messages.tellSenders(spelling);

        allGroups.values().forEach(group -> to.accept(new StoreRecord.OfGroup(spelling.of(group))));
        messages.dump(to, spelling);
        positions(to, spelling);
        new TreeMap<>(blocks)
                .forEach((user, others) -> others.stream()
                        .sorted()
                        .forEach(other -> to.accept(new StoreRecord.Blocked(spelling.of(user), spelling.of(other)))));
    }

    private void positions(Consumer<? super StoreRecord> to, Transfer.Spelling spelling) {
        SortedMap<String, StoreRecord> sorted = new TreeMap<>();
        concerns.forEach((user, of) -> {
            Map<ConversationId, Position> positions = new HashMap<>(of.others);
            of.pairs.forEach(pair -> positions.put(pair.conversation(), pair.position(user)));
            positions.forEach((conversation, position) -> {
                if (conversation.equals(ConversationId.LOBBY) || !position.equals(Position.START)) {
                    // A name has no line feed: by it the parts are compared one after the other.
                    sorted.put(
                            conversation.key() + "\n" + user.key(),
                            new StoreRecord.Reached(spelling.of(user), conversation, position));
                }
            });
        });
        sorted.values().forEach(to);
    }
}
