package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings this node up to date with what other nodes did to a group, and tells the members who are here. Confined
 * to the group's lane.
 *
 * <p>Normally each change is heard, in order, and applied to what is known. Where one was lost the group is read
 * from the store, and those here are told what is different; who did it is not known then, so a new topic or
 * an invitation is not told.
 */
final class GroupHearing {
    private final Engine engine;
    private final GroupStates groups;
    private final Delivery delivery;

    GroupHearing(Engine engine, Delivery delivery) {
        this.engine = engine;
        this.groups = engine.groups();
        this.delivery = delivery;
    }

    /** A change is heard. */
    void hear(GroupNews news) {
        ConversationId.Group id = news.group();
        Group known = groups.peek(id);
        if (known != null && known.version() == news.version() - 1) {
            groups.put(news.change().applyTo(known));
        } else if (known != null && known.version() < news.version()) {
            reload(id);
        }
        GroupStates.Told told = groups.told(id);
        boolean isNext = told == null || told.version() == news.version() - 1;
        if (isNext) {
            if (news.version() > 1) {
                tell(news); // of a new group nobody is told
            }
            groups.told(id, news.version(), stateAt(news, told));
        }
        profile(news);
    }

    private @Nullable Group stateAt(GroupNews news, GroupStates.@Nullable Told told) {
        Group known = groups.peek(news.group());
        if (known != null && known.version() == news.version()) {
            return known;
        }
        return told == null || told.state() == null ? null : news.change().applyTo(told.state());
    }

    /** The store has that version of the group, or a later one, whatever was heard. */
    void check(ConversationId.Group id, long version) {
        GroupStates.Told told = groups.told(id);
        Group known = groups.peek(id);
        boolean isHeard = told != null && told.version() >= version;
        if (known == null ? isHeard : known.version() >= version && (isHeard || told == null)) {
            return;
        }
        Group now = known != null && known.version() >= version ? known : reload(id);
        if (now == null) {
            return;
        }
        reconcile(now);
        tellUpTo(now);
    }

    /** Those here are told of what is different since they were told last, before a change of {@code now} is told. */
    void tellUpTo(Group now) {
        GroupStates.Told told = groups.told(now.id());
        if (told == null || told.version() < now.version()) {
            if (told != null && told.state() != null) {
                tellDifference(told.state(), now);
            }
            groups.told(now.id(), now.version(), now);
        }
    }

    /** Reads the group again, and brings the profiles of those here up to date. */
    @Nullable
    Group reload(ConversationId.Group id) {
        Group now = groups.reload(id);
        if (now != null) {
            reconcile(now);
        }
        return now;
    }

    private void reconcile(Group group) {
        for (UserId user : engine.interests().of(group.id())) {
            if (group.roleOf(user).isEmpty()) {
                left(group.id(), user);
            }
        }
        for (UserId user : group.members().keySet()) {
            Profile profile = engine.presence().profile(user);
            if (profile != null && !profile.has(group.id(), false)) {
                Asked.joined(engine, group.id(), user, false);
            }
        }
        for (UserId user : group.invited()) {
            Profile profile = engine.presence().profile(user);
            if (profile != null && !profile.has(group.id(), true)) {
                Asked.joined(engine, group.id(), user, true);
            }
        }
    }

    private void left(ConversationId.Group id, UserId user) {
        Profile profile = engine.presence().profile(user);
        if (profile == null) {
            engine.interests().remove(id, user);
        } else {
            profile.left(id);
        }
    }

    /** What a change means for the user it is about, if they are here. */
    private void profile(GroupNews news) {
        Group known = groups.peek(news.group());
        if (known != null && known.version() > news.version()) {
            return; // a later one was seen already
        }
        news.change().match(new GroupChange.Cases<Boolean>() {
            @Override
            public Boolean member(GroupChange.SetMember change) {
                Profile profile = engine.presence().profile(change.user());
                if (profile != null && !profile.has(news.group(), false)) {
                    Asked.joined(engine, news.group(), change.user(), false);
                }
                return true;
            }

            @Override
            public Boolean removed(GroupChange.RemoveMember change) {
                left(news.group(), change.user());
                return true;
            }

            @Override
            public Boolean invited(GroupChange.Invite change) {
                Asked.joined(engine, news.group(), change.user(), true);
                return true;
            }

            @Override
            public Boolean topic(GroupChange.SetTopic change) {
                return true;
            }
        });
    }

    private void tell(GroupNews news) {
        String name = news.group().name();
        news.change().match(new GroupChange.Cases<Boolean>() {
            @Override
            public Boolean member(GroupChange.SetMember change) {
                delivery.signalHere(
                        news.group(),
                        Set.of(change.user()),
                        news.wasMember()
                                ? new Event.RoleGiven(name, change.user(), change.role())
                                : new Event.Joined(name, change.user()));
                return true;
            }

            @Override
            public Boolean removed(GroupChange.RemoveMember change) {
                if (news.wasMember()) {
                    Optional<UserId> by =
                            change.user().equals(news.actor()) ? Optional.empty() : Optional.of(news.actor());
                    delivery.signalHere(news.group(), Set.of(change.user()), new Event.Left(name, change.user(), by));
                    if (!change.heir().equals(change.user())) {
                        delivery.signalHere(
                                news.group(), Set.of(), new Event.RoleGiven(name, change.heir(), Role.OWNER));
                    }
                }
                return true;
            }

            @Override
            public Boolean invited(GroupChange.Invite change) {
                delivery.signal(change.user(), null, new Event.Invited(name, news.actor()));
                return true;
            }

            @Override
            public Boolean topic(GroupChange.SetTopic change) {
                delivery.signalHere(news.group(), Set.of(), new Event.TopicSet(name, news.actor(), change.topic()));
                return true;
            }
        });
    }

    private void tellDifference(Group before, Group now) {
        for (Map.Entry<UserId, Role> member : now.members().entrySet()) {
            Role had = before.members().get(member.getKey());
            if (had == null) {
                delivery.signal(now, null, new Event.Joined(now.name(), member.getKey()));
            } else if (had != member.getValue()) {
                delivery.signal(now, null, new Event.RoleGiven(now.name(), member.getKey(), member.getValue()));
            }
        }
        for (UserId user : before.members().keySet()) {
            if (now.roleOf(user).isEmpty()) {
                Event left = new Event.Left(now.name(), user, Optional.empty());
                delivery.signal(now, null, left);
                delivery.signal(user, null, left);
            }
        }
    }
}
