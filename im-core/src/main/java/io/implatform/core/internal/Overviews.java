package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Group;
import io.implatform.core.model.Position;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the readers do for UNREAD, POSITIONS, GROUPS, MEMBERS and BLOCKED. */
final class Overviews {
    private final Engine engine;
    private final ConversationStore conversations;
    private final Rules rules;
    private final Targets targets;

    Overviews(Engine engine, ConversationStore conversations, Rules rules, Targets targets) {
        this.engine = engine;
        this.conversations = conversations;
        this.rules = rules;
        this.targets = targets;
    }

    Reply unread(UserId user) {
        Profile profile = engine.presence().profile(user);
        List<Reply.Count> counts = new ArrayList<>();
        for (Standing standing : conversations.standings(user)) {
            Position stored = standing.position();
            Position position = profile == null ? stored : stored.and(profile.position(standing.conversation()));
            if (!standing.invited() && standing.head() > position.read()) {
                counts.add(new Reply.Count(
                        ConversationRef.of(standing.conversation(), user), standing.head() - position.read()));
            }
        }
        counts.sort(Comparator.comparing(count -> count.in().toString()));
        return new Reply.Unread(counts);
    }

    /** How far the others have come; nobody's position is told in the lobby. */
    Reply positions(SessionActor session, Command.Positions command) {
        UserId user = Objects.requireNonNull(session.user());
        Targets.Found found = targets.conversation(session, command.in(), true);
        if (found.target() == null) {
            return Dispatcher.refused(Verb.POSITIONS, Objects.requireNonNull(found.refusal()));
        }
        ConversationId in = found.target().conversation();
        List<UserId> others = new ArrayList<>();
        if (in instanceof ConversationId.Private pair) {
            others.add(pair.other(user));
        } else if (in instanceof ConversationId.Group id) {
            Group group = look(id);
            Optional<Refusal> refusal = group == null ? Optional.of(Rules.noSuchGroup()) : rules.mayRead(group, user);
            if (group == null || refusal.isPresent()) {
                return Dispatcher.refused(Verb.POSITIONS, refusal.orElseThrow());
            }
            others.addAll(group.members().keySet());
        }
        others.remove(user);
        Map<UserId, Position> stored = others.isEmpty() ? Map.of() : conversations.positions(in, others);
        List<Reply.Mark> marks = new ArrayList<>();
        for (UserId other : others) {
            Position position = stored.getOrDefault(other, Position.START);
            Profile profile = engine.presence().profile(other);
            marks.add(new Reply.Mark(other, profile == null ? position : position.and(profile.position(in))));
        }
        marks.sort(Comparator.comparing(Reply.Mark::user));
        return new Reply.Positions(ConversationRef.of(in, user), marks);
    }

    Reply groups(UserId user) {
        List<Reply.Standing> groups = new ArrayList<>();
        for (Standing standing : conversations.standings(user)) {
            if (standing.conversation() instanceof ConversationId.Group) {
                Group group = look((ConversationId.Group) standing.conversation());
                if (group != null
                        && (group.roleOf(user).isPresent() || group.invited().contains(user))) {
                    groups.add(new Reply.Standing(group.name(), group.isPrivate(), group.roleOf(user), group.topic()));
                }
            }
        }
        groups.sort(Comparator.comparing(group -> ConversationId.Group.fold(group.group())));
        return new Reply.Groups(groups);
    }

    Reply members(SessionActor session, Command.Members command) {
        UserId user = Objects.requireNonNull(session.user());
        Targets.Found found = targets.conversation(session, ConversationRef.group(command.group()), true);
        Group group = found.target() == null
                ? null
                : look((ConversationId.Group) found.target().conversation());
        Optional<Refusal> refusal = group == null ? Optional.of(Rules.noSuchGroup()) : rules.mayRead(group, user);
        return group == null || refusal.isPresent()
                ? Dispatcher.refused(Verb.MEMBERS, refusal.orElseThrow())
                : new Reply.Members(group.name(), group.members());
    }

    /** What is shown as a whole is shown as it is stored, where other nodes may have changed it. */
    private @Nullable Group look(ConversationId.Group id) {
        return engine.cluster().isClustered()
                ? engine.groups().lookAgain(id)
                : engine.groups().look(id);
    }

    Reply blocked(UserId user) {
        List<UserId> blocked = new ArrayList<>(conversations.blockedBy(user));
        blocked.sort(Comparator.naturalOrder());
        return new Reply.Blocked(blocked);
    }
}
