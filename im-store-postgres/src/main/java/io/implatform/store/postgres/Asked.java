package io.implatform.store.postgres;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a batch speaks of: all that has to be known, and locked, before it can be decided. */
final class Asked implements Write.Cases<Boolean>, GroupChange.Cases<List<UserId>> {
    record Sending(UserId from, String clientId) {}

    record About(ConversationId conversation, long seq) {}

    record Place(ConversationId conversation, UserId user) {}

    /** By their key, spelled as in the write that came last. */
    private final Map<UserId, UserId> users = new LinkedHashMap<>();

    final Set<UserId> inAnySpelling = new HashSet<>();

    /** Conversations that are there as soon as somebody speaks of them; and those of groups, which are founded. */
    final Set<ConversationId> made = new HashSet<>();

    final Set<ConversationId> groups = new HashSet<>();

    /** Those whose row is locked: whose numbers, or whose group, may change. */
    final Set<ConversationId> changing = new HashSet<>();

    /** Those whose row is locked: what they sent, or blocked, is looked up and may change. */
    final Set<UserId> senders = new HashSet<>();

    final Set<Sending> sendings = new HashSet<>();
    final Set<About> targets = new HashSet<>();
    final Set<Place> places = new HashSet<>();
    final Set<String> publicNames = new HashSet<>();
    boolean founds;

    Asked(List<? extends Write> batch) {
        batch.forEach(write -> write.match(this));
    }

    List<UserId> users() {
        return new ArrayList<>(users.values());
    }

    private void spells(UserId user) {
        users.put(user, user);
    }

    private void speaksOf(ConversationId conversation) {
        if (conversation instanceof ConversationId.Group) {
            groups.add(conversation);
        } else {
            made.add(conversation);
        }
    }

    @Override
    public Boolean append(Write.Append write) {
        spells(write.from());
        speaksOf(write.conversation());
        changing.add(write.conversation());
        if (write.clientId() != null) {
            senders.add(write.from());
            sendings.add(new Sending(write.from(), write.clientId()));
        }
        if (write.refersTo() != 0 || write.kind() != Message.Kind.TEXT) {
            targets.add(new About(write.conversation(), write.refersTo()));
        }
        if (write.conversation() instanceof ConversationId.Private pair) {
            inAnySpelling.add(pair.first());
            inAnySpelling.add(pair.second());
        }
        return true;
    }

    @Override
    public Boolean found(Write.FoundGroup write) {
        Group group = write.group();
        founds = true;
        made.add(group.id());
        changing.add(group.id());
        if (!group.isPrivate()) {
            publicNames.add(ConversationId.Group.fold(group.name()));
        }
        group.members().keySet().forEach(this::spells);
        group.invited().forEach(this::spells);
        return true;
    }

    @Override
    public Boolean change(Write.ChangeGroup write) {
        groups.add(write.group());
        changing.add(write.group());
        for (UserId user : write.change().match(this)) {
            spells(user);
            places.add(new Place(write.group(), user));
        }
        return true;
    }

    @Override
    public List<UserId> member(GroupChange.SetMember change) {
        return List.of(change.user());
    }

    @Override
    public List<UserId> removed(GroupChange.RemoveMember change) {
        return List.of(change.user(), change.heir());
    }

    @Override
    public List<UserId> invited(GroupChange.Invite change) {
        return List.of(change.user());
    }

    @Override
    public List<UserId> topic(GroupChange.SetTopic change) {
        return List.of();
    }

    @Override
    public Boolean move(Write.MovePosition write) {
        spells(write.user());
        speaksOf(write.conversation());
        if (write.conversation() instanceof ConversationId.Group) {
            places.add(new Place(write.conversation(), write.user()));
        }
        return true;
    }

    @Override
    public Boolean block(Write.Block write) {
        spells(write.user());
        spells(write.other());
        senders.add(write.user());
        return true;
    }
}
