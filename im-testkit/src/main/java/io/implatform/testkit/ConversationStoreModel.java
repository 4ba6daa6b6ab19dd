package io.implatform.testkit;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.Message.Kind;
import io.implatform.core.model.Message.State;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store would answer, by the plainest means: the log of everything that was stored, from which
 * each answer is worked out anew. It is slow and keeps no state of its own that could go wrong.
 */
final class ConversationStoreModel implements Write.Cases<Outcome> {

    /** What was sent, under the number that it got. */
    private record Said(Write.Append append, long seq) {
        boolean isAbout(ConversationId conversation, long number) {
            return append.kind() != Kind.TEXT
                    && append.conversation().equals(conversation)
                    && append.refersTo() == number;
        }
    }

    private record Place(UserId user, ConversationId conversation) {}

    private final List<Said> said = new ArrayList<>();
    private final Map<ConversationId.Group, Group> groups = new HashMap<>();
    private final Map<Place, Position> positions = new HashMap<>();
    private final Set<List<UserId>> blocks = new HashSet<>();

    Outcome commit(Write write) {
        return write.match(this);
    }

    @Override
    public Outcome append(Write.Append append) {
        Optional<Said> known = said.stream()
                .filter(it -> append.clientId() != null
                        && append.clientId().equals(it.append.clientId())
                        && append.from().equals(it.append.from()))
                .findFirst();
        if (known.isPresent()) {
            boolean erased = newest(known.get()).state() == State.DELETED;
            return Outcome.duplicate(
                    erased
                            ? newest(known.get())
                            : message(known.get(), known.get().append.text(), State.ORIGINAL));
        }
        if (isStale(append.conversation(), append.version())) {
            return Outcome.of(Result.STALE);
        }
        boolean refers = append.kind() != Kind.TEXT || append.refersTo() != 0;
        if (refers
                && message(append.conversation(), append.refersTo())
                        .filter(it -> it.kind() == Kind.TEXT && it.state() != State.DELETED)
                        .isEmpty()) {
            return Outcome.of(Result.GONE);
        }
        Said added = new Said(append, head(append.conversation()) + 1);
        said.add(added);
        return Outcome.stored(message(added, append.text(), State.ORIGINAL));
    }

    @Override
    public Outcome found(Write.FoundGroup write) {
        boolean isPrivate = write.group().isPrivate();
        if (groups.containsKey(write.group().id())
                || (!isPrivate && publicGroup(write.group().name()).isPresent())) {
            return Outcome.of(Result.NAME_TAKEN);
        }
        put(write.group(), Set.of());
        return Outcome.of(Result.DONE);
    }

    @Override
    public Outcome change(Write.ChangeGroup write) {
        Group before = groups.get(write.group());
        if (before == null || isStale(write.group(), write.version())) {
            return Outcome.of(Result.STALE);
        }
        GroupChange change = write.change();
        put(before.with(change), before.members().keySet());
        return Outcome.of(Result.DONE);
    }

    private void put(Group group, Set<UserId> before) {
        groups.put(group.id(), group);
        positions
                .keySet()
                .removeIf(place -> place.conversation.equals(group.id())
                        && !group.members().containsKey(place.user));
        for (UserId user : group.members().keySet()) {
            if (!before.contains(user)) {
                positions.put(new Place(user, group.id()), new Position(head(group.id()), head(group.id())));
            }
        }
    }

    @Override
    public Outcome move(Write.MovePosition write) {
        ConversationId conversation = write.conversation();
        boolean has = conversation instanceof ConversationId.Group id
                ? group(id)
                        .filter(group -> group.members().containsKey(write.user()))
                        .isPresent()
                : !(conversation instanceof ConversationId.Private pair) || pair.includes(write.user());
        if (has) {
            positions.merge(new Place(write.user(), conversation), write.position(), Position::and);
        }
        return Outcome.of(Result.DONE);
    }

    @Override
    public Outcome block(Write.Block write) {
        List<UserId> pair = List.of(write.user(), write.other());
        if (write.on()) {
            blocks.add(pair);
        } else {
            blocks.remove(pair);
        }
        return Outcome.of(Result.DONE);
    }

    private boolean isStale(ConversationId conversation, long version) {
        return conversation instanceof ConversationId.Group id
                && group(id).filter(group -> group.version() == version).isEmpty();
    }

    private static Message message(Said it, String text, State state) {
        Write.Append append = it.append;
        return new Message(
                append.conversation(),
                it.seq,
                append.time(),
                append.from(),
                append.kind(),
                append.refersTo(),
                text,
                state);
    }

    /** A text after the facts about it; an edit is deleted with the text that it is about. */
    private Message newest(Said it) {
        ConversationId conversation = it.append.conversation();
        long text = it.append.kind() == Kind.TEXT ? it.seq : it.append.refersTo();
        @Nullable Said last = null;
        for (Said fact : said) {
            if (fact.isAbout(conversation, text)) {
                last = fact;
            }
        }
        if (last == null || it.append.kind() == Kind.DELETION) {
            return message(it, it.append.text(), State.ORIGINAL);
        }
        if (last.append.kind() == Kind.DELETION) {
            return message(it, "", State.DELETED);
        }
        return it.append.kind() == Kind.TEXT
                ? message(it, last.append.text(), State.EDITED)
                : message(it, it.append.text(), State.ORIGINAL);
    }

    private List<Message> of(ConversationId conversation) {
        return said.stream()
                .filter(it -> it.append.conversation().equals(conversation))
                .map(this::newest)
                .toList();
    }

    HistoryPage since(ConversationId conversation, long seq, int limit) {
        List<Message> found =
                of(conversation).stream().filter(message -> message.seq() > seq).toList();
        return new HistoryPage(found.subList(0, Math.min(limit, found.size())), found.size() > limit);
    }

    HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        List<Message> candidates = new ArrayList<>(of(conversation));
        candidates.removeIf(message -> message.kind() != Kind.TEXT
                || (page.from() == PageRequest.From.BEFORE && message.seq() >= page.seq())
                || (page.from() == PageRequest.From.AFTER && message.seq() <= page.seq()));
        boolean newestOnes = page.from() != PageRequest.From.AFTER;
        if (newestOnes) {
            Collections.reverse(candidates);
        }
        List<Message> chosen = new ArrayList<>(candidates.subList(0, Math.min(limit, candidates.size())));
        if (newestOnes) {
            Collections.reverse(chosen);
        }
        return new HistoryPage(chosen, candidates.size() > limit);
    }

    Optional<Message> message(ConversationId conversation, long seq) {
        return said.stream()
                .filter(it -> it.append.conversation().equals(conversation) && it.seq == seq)
                .map(this::newest)
                .findFirst();
    }

    long head(ConversationId conversation) {
        return said.stream()
                .filter(it -> it.append.conversation().equals(conversation))
                .count();
    }

    Optional<Group> group(ConversationId.Group id) {
        return Optional.ofNullable(groups.get(id));
    }

    Optional<ConversationId.Group> publicGroup(String name) {
        return groups.values().stream()
                .filter(group -> !group.isPrivate() && group.name().equalsIgnoreCase(name))
                .map(Group::id)
                .findFirst();
    }

    List<Standing> standings(UserId user, List<ConversationId> conversations) {
        List<Standing> standings = new ArrayList<>();
        for (ConversationId conversation : conversations) {
            Position position = positions.get(new Place(user, conversation));
            Group group = conversation instanceof ConversationId.Group id ? groups.get(id) : null;
            boolean invited = group != null
                    && group.roleOf(user).isEmpty()
                    && group.invited().contains(user);
            boolean stands = conversation instanceof ConversationId.Private pair
                    ? pair.includes(user) && head(conversation) > 0
                    : invited || position != null;
            if (stands) {
                standings.add(new Standing(
                        conversation, head(conversation), position == null ? Position.START : position, invited));
            }
        }
        return standings;
    }

    Set<UserId> blockedBy(UserId user) {
        Set<UserId> blocked = new HashSet<>();
        blocks.stream().filter(pair -> pair.get(0).equals(user)).forEach(pair -> blocked.add(pair.get(1)));
        return blocked;
    }
}
