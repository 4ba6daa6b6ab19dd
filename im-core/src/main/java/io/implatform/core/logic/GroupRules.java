package io.implatform.core.logic;

import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.util.Map;
import java.util.Optional;

/**
 * Who may change what in a group. Pure, like all of {@link Rules}, whose part it is.
 *
 * <p>A group that the actor cannot see is answered as one that does not exist, before anything else is
 * looked at.
 */
final class GroupRules {
    private final Limits limits;

    GroupRules(Limits limits) {
        this.limits = limits;
    }

    /**
     * @param group as it is
     * @param user whom the command is about, as registered; the actor where it names nobody
     */
    Decision decide(Group group, UserId actor, Command.ChangeGroup command, UserId user) {
        if (!group.isVisibleTo(actor)) {
            return Decision.refuse(Rules.noSuchGroup());
        }
        return switch (command.verb()) {
            case JOIN -> join(group, actor);
            case LEAVE -> leave(group, actor);
            case INVITE -> invite(group, actor, user);
            case KICK -> kick(group, actor, user);
            case ROLE -> role(group, actor, user, command.role().orElse(Role.MEMBER));
            case TOPIC -> topic(group, actor, command.topic());
            default -> throw new IllegalArgumentException(command.verb() + " changes no group");
        };
    }

    private Decision join(Group group, UserId actor) {
        if (group.roleOf(actor).isPresent()) {
            return new Decision.Nothing();
        }
        return isFull(group) && !group.invited().contains(actor)
                ? full()
                : change(group, new GroupChange.SetMember(actor, firstRole(group)));
    }

    /** Who joins a group that everyone has left owns it: a group always has an owner. */
    private static Role firstRole(Group group) {
        return group.members().isEmpty() ? Role.OWNER : Role.MEMBER;
    }

    private static Decision leave(Group group, UserId actor) {
        if (group.roleOf(actor).isEmpty() && !group.invited().contains(actor)) {
            return Decision.refuse(Rules.notAMember());
        }
        return change(group, new GroupChange.RemoveMember(actor, heirOf(group, actor)));
    }

    /** Who owns the group when {@code leaving} has left; themselves if there is another owner, or nobody. */
    private static UserId heirOf(Group group, UserId leaving) {
        if (group.roleOf(leaving).filter(Role.OWNER::equals).isEmpty() || hasOtherOwner(group, leaving)) {
            return leaving;
        }
        return longestStanding(group, leaving, Role.MODERATOR)
                .or(() -> longestStanding(group, leaving, Role.MEMBER))
                .orElse(leaving);
    }

    private static boolean hasOtherOwner(Group group, UserId owner) {
        return longestStanding(group, owner, Role.OWNER).isPresent();
    }

    private static Optional<UserId> longestStanding(Group group, UserId except, Role role) {
        return group.members().entrySet().stream()
                .filter(member -> member.getValue() == role && !member.getKey().equals(except))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Decision invite(Group group, UserId actor, UserId user) {
        Optional<Refusal> refusal = needs(group, actor, group.isPrivate() ? Role.MODERATOR : Role.MEMBER);
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        if (group.roleOf(user).isPresent() || group.invited().contains(user)) {
            return new Decision.Nothing();
        }
        return isFull(group) ? full() : change(group, new GroupChange.Invite(user));
    }

    private static Decision kick(Group group, UserId actor, UserId user) {
        Optional<Refusal> refusal = needs(group, actor, Role.MODERATOR);
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        if (group.invited().contains(user)) {
            return change(group, new GroupChange.RemoveMember(user, user));
        }
        if (group.roleOf(user).isEmpty()) {
            return Decision.refuse(Refusal.of(RefusalCode.NOT_A_MEMBER, "that user is no member"));
        }
        return group.roleOf(user).get().compareTo(group.roleOf(actor).orElse(Role.MEMBER)) >= 0
                ? Decision.refuse(Refusal.of(RefusalCode.NOT_ALLOWED, "only those of a lower role can be removed"))
                : change(group, new GroupChange.RemoveMember(user, user));
    }

    private static Decision role(Group group, UserId actor, UserId user, Role role) {
        Optional<Refusal> refusal = needs(group, actor, Role.OWNER);
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        Optional<Role> before = group.roleOf(user);
        if (before.isEmpty()) {
            return Decision.refuse(Refusal.of(RefusalCode.NOT_A_MEMBER, "that user is no member"));
        }
        if (before.get() == role) {
            return new Decision.Nothing();
        }
        return before.get() == Role.OWNER && !hasOtherOwner(group, user)
                ? Decision.refuse(Refusal.of(RefusalCode.NOT_ALLOWED, "a group keeps an owner: make another one first"))
                : change(group, new GroupChange.SetMember(user, role));
    }

    private Decision topic(Group group, UserId actor, String topic) {
        Optional<Refusal> refusal = needs(group, actor, Role.MODERATOR).or(() -> TextRules.checkShort(topic, limits));
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        return topic.equals(group.topic()) ? new Decision.Nothing() : change(group, new GroupChange.SetTopic(topic));
    }

    private boolean isFull(Group group) {
        return group.members().size() + group.invited().size() >= limits.get(Limit.GROUP_MEMBERS);
    }

    private Decision full() {
        return Decision.refuse(Refusal.of(
                RefusalCode.QUOTA, "a group has " + limits.get(Limit.GROUP_MEMBERS) + " members at the most"));
    }

    /** Why {@code actor} may not do what takes {@code role}. */
    static Optional<Refusal> needs(Group group, UserId actor, Role role) {
        if (!group.isVisibleTo(actor)) {
            return Optional.of(Rules.noSuchGroup());
        }
        Optional<Role> has = group.roleOf(actor);
        if (has.isEmpty()) {
            return Optional.of(Rules.notAMember());
        }
        return has.get().compareTo(role) >= 0
                ? Optional.empty()
                : Optional.of(Refusal.of(RefusalCode.NOT_ALLOWED, "this takes the role " + role.key()));
    }

    private static Decision change(Group group, GroupChange change) {
        return new Decision.Change(group, change);
    }
}
