package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.util.List;
import java.util.Optional;

/**
 * Another node's change of a group. As a notice: conversation, version after it, who did it, whether the user it
 * is about was a member before, and then {@code member} user role, {@code removed} user heir, {@code invited}
 * user, or {@code topic} text.
 *
 * @param version the group's after the change
 * @param wasMember whether the user it is about was a member before; false where it is about none
 */
record GroupNews(ConversationId.Group group, long version, UserId actor, boolean wasMember, GroupChange change)
        implements Lane.Work {

    @Override
    public void collect(Lane lane, Round round) {
        round.take(this);
    }

    Notice notice() {
        String[] what = change.match(new GroupChange.Cases<String[]>() {
            @Override
            public String[] member(GroupChange.SetMember set) {
                return new String[] {"member", set.user().name(), set.role().key()};
            }

            @Override
            public String[] removed(GroupChange.RemoveMember removal) {
                return new String[] {
                    "removed", removal.user().name(), removal.heir().name()
                };
            }

            @Override
            public String[] invited(GroupChange.Invite invitation) {
                return new String[] {"invited", invitation.user().name(), ""};
            }

            @Override
            public String[] topic(GroupChange.SetTopic set) {
                return new String[] {"topic", set.topic(), ""};
            }
        });
        return Notice.of(
                Notice.Kind.GROUP_CHANGED,
                group.key(),
                Long.toString(version),
                actor.name(),
                Boolean.toString(wasMember),
                what[0],
                what[1],
                what[2]);
    }

    /** What a notice of this kind says; empty if it says nothing that makes sense here. */
    static Optional<GroupNews> of(Notice notice) {
        List<String> fields = notice.fields();
        if (fields.size() < 7
                || !(ConversationId.parseKey(fields.get(0)).orElse(null) instanceof ConversationId.Group group)) {
            return Optional.empty();
        }
        try {
            long version = Long.parseLong(fields.get(1));
            return UserId.parse(fields.get(2))
                    .flatMap(actor -> change(fields.get(4), fields.get(5), fields.get(6))
                            .map(change ->
                                    new GroupNews(group, version, actor, Boolean.parseBoolean(fields.get(3)), change)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<GroupChange> change(String kind, String about, String more) {
        if (kind.equals("topic")) {
            return Optional.of(new GroupChange.SetTopic(about));
        }
        Optional<UserId> user = UserId.parse(about);
        return switch (kind) {
            case "member" -> user.flatMap(set -> Role.find(more).map(role -> new GroupChange.SetMember(set, role)));
            case "removed" ->
                user.flatMap(left -> UserId.parse(more).map(heir -> new GroupChange.RemoveMember(left, heir)));
            case "invited" -> user.map(GroupChange.Invite::new);
            default -> Optional.empty();
        };
    }
}
