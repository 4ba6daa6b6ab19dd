package io.implatform.core.internal;

import io.implatform.core.model.Event;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.util.Optional;

/** Tells those concerned of a change, and brings the profiles of those who are here up to date. */
final class GroupTelling implements GroupChange.Cases<Boolean> {
    private final Engine engine;
    private final Delivery delivery;
    private final SessionActor session;
    private final UserId actor;
    private final Group before;
    private final Group after;

    GroupTelling(Engine engine, Delivery delivery, SessionActor session, UserId actor, Group before, Group after) {
        this.engine = engine;
        this.delivery = delivery;
        this.session = session;
        this.actor = actor;
        this.before = before;
        this.after = after;
    }

    @Override
    public Boolean member(GroupChange.SetMember change) {
        if (before.roleOf(change.user()).isEmpty()) {
            Asked.joined(engine, after.id(), change.user(), false);
            delivery.signal(after, session, new Event.Joined(after.name(), change.user()));
        } else {
            delivery.signal(after, session, new Event.RoleGiven(after.name(), change.user(), change.role()));
        }
        return true;
    }

    @Override
    public Boolean removed(GroupChange.RemoveMember change) {
        Profile profile = engine.presence().profile(change.user());
        if (profile != null) {
            profile.left(after.id());
        }
        if (before.roleOf(change.user()).isPresent()) {
            Optional<UserId> by = change.user().equals(actor) ? Optional.empty() : Optional.of(actor);
            Event left = new Event.Left(after.name(), change.user(), by);
            delivery.signal(before, session, left);
            if (!change.heir().equals(change.user())) {
                delivery.signal(after, null, new Event.RoleGiven(after.name(), change.heir(), Role.OWNER));
            }
        }
        return true;
    }

    @Override
    public Boolean invited(GroupChange.Invite change) {
        Asked.joined(engine, after.id(), change.user(), true);
        delivery.signal(change.user(), null, new Event.Invited(after.name(), actor));
        return true;
    }

    @Override
    public Boolean topic(GroupChange.SetTopic change) {
        delivery.signal(after, session, new Event.TopicSet(after.name(), actor, change.topic()));
        return true;
    }
}
