package io.implatform.store.postgres;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Write;
import io.implatform.store.postgres.Names.Known;
import io.implatform.store.postgres.State.Conversation;
import io.implatform.store.postgres.State.Member;
import io.implatform.store.postgres.State.Pair;
import io.implatform.store.postgres.State.Said;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of each write of a batch, one after the other, each on what those before it have left. */
final class Deciding implements Write.Cases<Outcome> {
    private final Known known;
    private final State state;

    Deciding(Known known, State state) {
        this.known = known;
        this.state = state;
    }

    private @Nullable Conversation conversation(ConversationId id) {
        Long number = known.conversation(id);
        return number == null ? null : state.conversations.get(number);
    }

    @Override
    public Outcome append(Write.Append append) {
        long author = known.person(append.from());
        String clientId = append.clientId();
        State.Sending sending = clientId == null ? null : new State.Sending(author, clientId);
        Said sent = sending == null ? null : state.sendings.get(sending);
        if (sent != null && sent.first != null) {
            return Outcome.duplicate(sent.first);
        }
        Conversation in = conversation(append.conversation());
        boolean isGroup = append.conversation() instanceof ConversationId.Group;
        if (in == null || (isGroup && (in.version == 0 || in.version != append.version()))) {
            return Outcome.of(Result.STALE);
        }
        Said about = null;
        if (append.refersTo() != 0 || append.kind() != Message.Kind.TEXT) {
            about = state.said.get(new Pair(in.id, append.refersTo()));
            if (about == null || !about.isText()) {
                return Outcome.of(Result.GONE);
            }
        }
        Said added = add(append, in, author);
        if (sending != null) {
            state.sendings.put(sending, added);
        }
        Message message = added.first;
        if (append.kind() == Message.Kind.EDIT && about != null) {
            about.edit(append.text());
        } else if (append.kind() == Message.Kind.DELETION && about != null) {
            erase(about);
        }
        if (message == null) {
            throw new IllegalStateException("not added");
        }
        return Outcome.stored(message);
    }

    private Said add(Write.Append append, Conversation in, long author) {
        Message message = new Message(
                append.conversation(),
                in.head + 1,
                Instant.ofEpochMilli(append.time().toEpochMilli()),
                append.from(),
                append.kind(),
                append.refersTo(),
                append.kind() == Message.Kind.DELETION ? "" : append.text(),
                Message.State.ORIGINAL);
        in.head = message.seq();
        in.isChanged = true;
        if (in.first == 0) {
            in.first = message.seq();
        }
        if (message.seq() == 1 && append.conversation() instanceof ConversationId.Private pair) {
            // From now on it is one of both users'.
            move(known.person(pair.first()), in.id, Position.START);
            move(known.person(pair.second()), in.id, Position.START);
        }
        Said said = new Said(in.id, message.seq(), message.kind(), message.refersTo(), Message.State.ORIGINAL);
        said.first = message;
        said.author = author;
        said.clientId = append.clientId();
        said.isNew = true;
        state.add(said);
        return said;
    }

    private void erase(Said about) {
        about.erase();
        Pair key = new Pair(about.conversation, about.seq);
        state.edits.getOrDefault(key, List.of()).forEach(Said::erase);
        state.erased.add(key);
    }

    @Override
    public Outcome found(Write.FoundGroup write) {
        Group group = write.group();
        Conversation in = conversation(group.id());
        String nameKey = ConversationId.Group.fold(group.name());
        if (in == null || in.version != 0 || (!group.isPrivate() && state.names.contains(nameKey))) {
            return Outcome.of(Result.NAME_TAKEN);
        }
        in.version = group.version();
        in.isChanged = true;
        if (!group.isPrivate()) {
            state.names.add(nameKey);
        }
        state.founded.put(in.id, new State.GroupRow(group.name(), nameKey, group.isPrivate(), group.topic()));
        // The places of those who come later are the versions that their coming makes.
        long place = group.version() - group.members().size();
        for (Map.Entry<UserId, Role> member : group.members().entrySet()) {
            place++;
            join(in, member.getKey(), member.getValue(), place);
        }
        group.invited().forEach(user -> invite(in, user, true));
        return Outcome.of(Result.DONE);
    }

    @Override
    public Outcome change(Write.ChangeGroup write) {
        Conversation in = conversation(write.group());
        if (in == null || in.version == 0 || in.version != write.version()) {
            return Outcome.of(Result.STALE);
        }
        in.version++;
        in.isChanged = true;
        write.change().match(new Changing(in));
        return Outcome.of(Result.DONE);
    }

    private final class Changing implements GroupChange.Cases<Boolean> {
        private final Conversation in;

        Changing(Conversation in) {
            this.in = in;
        }

        @Override
        public Boolean member(GroupChange.SetMember change) {
            if (!give(in, change.user(), change.role())) {
                join(in, change.user(), change.role(), in.version);
            }
            return invite(in, change.user(), false);
        }

        @Override
        public Boolean removed(GroupChange.RemoveMember change) {
            Member member = memberOrNew(in, change.user());
            member.role = null;
            member.isChanged = true;
            give(in, change.heir(), Role.OWNER);
            return invite(in, change.user(), false);
        }

        @Override
        public Boolean invited(GroupChange.Invite change) {
            return invite(in, change.user(), true);
        }

        @Override
        public Boolean topic(GroupChange.SetTopic change) {
            state.topics.put(in.id, change.topic());
            return true;
        }
    }

    private Member memberOrNew(Conversation in, UserId user) {
        return state.members.computeIfAbsent(new Pair(in.id, known.person(user)), key -> new Member());
    }

    private void join(Conversation in, UserId user, Role role, long place) {
        Member member = memberOrNew(in, user);
        member.role = role;
        member.place = place;
        member.position = new Position(in.head, in.head);
        member.isChanged = true;
    }

    /** Whether {@code user} is a member, who has that role now. */
    private boolean give(Conversation in, UserId user, Role role) {
        Member member = state.members.get(new Pair(in.id, known.person(user)));
        if (member == null || member.role == null) {
            return false;
        }
        member.role = role;
        member.isChanged = true;
        return true;
    }

    private boolean invite(Conversation in, UserId user, boolean isInvited) {
        state.invitations.put(new Pair(in.id, known.person(user)), isInvited);
        return true;
    }

    @Override
    public Outcome move(Write.MovePosition write) {
        Long in = known.conversation(write.conversation());
        long user = known.person(write.user());
        if (in == null) {
            return Outcome.of(Result.DONE);
        }
        if (write.conversation() instanceof ConversationId.Group) {
            // A member has a position, others have none: there is none to move.
            Member member = state.members.get(new Pair(in, user));
            if (member != null && member.role != null) {
                member.position = member.position.and(write.position());
                member.isChanged = true;
            }
        } else if (!(write.conversation() instanceof ConversationId.Private pair) || pair.includes(write.user())) {
            move(user, in, write.position());
        }
        return Outcome.of(Result.DONE);
    }

    private void move(long person, long conversation, Position to) {
        state.positions.merge(new Pair(person, conversation), to, Position::and);
    }

    @Override
    public Outcome block(Write.Block write) {
        state.blocks.put(new Pair(known.person(write.user()), known.person(write.other())), write.on());
        return Outcome.of(Result.DONE);
    }
}
