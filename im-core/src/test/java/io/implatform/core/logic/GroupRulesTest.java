package io.implatform.core.logic;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupRulesTest {
    private static final UserId OWNER = UserId.of("owner");
    private static final UserId MOD = UserId.of("mod");
    private static final UserId OTHER_MOD = UserId.of("othermod");
    private static final UserId MEMBER = UserId.of("member");
    private static final UserId GUEST = UserId.of("guest");
    private static final UserId STRANGER = UserId.of("stranger");

    private final Rules rules = new Rules(Limits.DEFAULTS.with(Limit.GROUP_MEMBERS, 6));

    private static Group group(boolean isPrivate) {
        Map<UserId, Role> members = new LinkedHashMap<>();
        members.put(OWNER, Role.OWNER);
        members.put(MEMBER, Role.MEMBER);
        members.put(MOD, Role.MODERATOR);
        members.put(OTHER_MOD, Role.MODERATOR);
        return new Group(new ConversationId.Group("1", "dev"), isPrivate, "topic", members, Set.of(GUEST), 7);
    }

    private Object decide(Group group, UserId actor, Verb verb, UserId user, Role role, String topic) {
        Command.ChangeGroup command = new Command.ChangeGroup(
                verb, "dev", user.equals(actor) ? "" : user.name(), Optional.ofNullable(role), topic);
        Decision decision = rules.decide(group, actor, command, user);
        if (decision instanceof Decision.Refuse refuse) {
            return refuse.refusal().code();
        }
        return decision instanceof Decision.Change change ? change.change() : "nothing";
    }

    private Object decide(Group group, UserId actor, Verb verb, UserId user) {
        return decide(group, actor, verb, user, null, "");
    }

    @ParameterizedTest
    @EnumSource(names = {"JOIN", "LEAVE", "INVITE", "KICK", "ROLE", "TOPIC"})
    void a_stranger_is_told_of_a_private_group_what_they_would_be_told_of_none(Verb verb) {
        assertThat(decide(group(true), STRANGER, verb, STRANGER, Role.OWNER, "x"))
                .isEqualTo(RefusalCode.NO_SUCH_GROUP);
        assertThat(decide(group(true), STRANGER, verb, MEMBER, Role.OWNER, "x")).isEqualTo(RefusalCode.NO_SUCH_GROUP);
    }

    @Test
    void anybody_joins_a_public_group_and_the_invited_a_private_one() {
        assertThat(decide(group(false), STRANGER, Verb.JOIN, STRANGER))
                .isEqualTo(new GroupChange.SetMember(STRANGER, Role.MEMBER));
        assertThat(decide(group(true), GUEST, Verb.JOIN, GUEST))
                .isEqualTo(new GroupChange.SetMember(GUEST, Role.MEMBER));
        assertThat(decide(group(true), MEMBER, Verb.JOIN, MEMBER)).isEqualTo("nothing");
    }

    @Test
    void a_full_group_takes_nobody_but_those_who_are_invited_already() {
        Group full = group(false).with(new GroupChange.SetMember(UserId.of("sixth"), Role.MEMBER));
        assertThat(decide(full, STRANGER, Verb.JOIN, STRANGER)).isEqualTo(RefusalCode.QUOTA);
        assertThat(decide(full, OWNER, Verb.INVITE, STRANGER)).isEqualTo(RefusalCode.QUOTA);
        assertThat(decide(full, GUEST, Verb.JOIN, GUEST)).isEqualTo(new GroupChange.SetMember(GUEST, Role.MEMBER));
    }

    @Test
    void members_leave_guests_decline_and_strangers_have_nothing_to_leave() {
        assertThat(decide(group(false), MEMBER, Verb.LEAVE, MEMBER))
                .isEqualTo(new GroupChange.RemoveMember(MEMBER, MEMBER));
        assertThat(decide(group(true), GUEST, Verb.LEAVE, GUEST)).isEqualTo(new GroupChange.RemoveMember(GUEST, GUEST));
        assertThat(decide(group(false), STRANGER, Verb.LEAVE, STRANGER)).isEqualTo(RefusalCode.NOT_A_MEMBER);
    }

    @Test
    void the_last_owner_who_leaves_is_succeeded_by_the_longest_standing_of_the_highest_role() {
        Group group = group(false);
        assertThat(decide(group, OWNER, Verb.LEAVE, OWNER)).isEqualTo(new GroupChange.RemoveMember(OWNER, MOD));
        assertThat(group.with(new GroupChange.RemoveMember(OWNER, MOD)).roleOf(MOD))
                .contains(Role.OWNER);

        Group twoOwners = group.with(new GroupChange.SetMember(MEMBER, Role.OWNER));
        assertThat(decide(twoOwners, OWNER, Verb.LEAVE, OWNER)).isEqualTo(new GroupChange.RemoveMember(OWNER, OWNER));

        Group alone = Group.founded(group.id(), false, OWNER);
        assertThat(decide(alone, OWNER, Verb.LEAVE, OWNER)).isEqualTo(new GroupChange.RemoveMember(OWNER, OWNER));
    }

    @Test
    void members_invite_to_a_public_group_and_moderators_to_a_private_one() {
        assertThat(decide(group(false), MEMBER, Verb.INVITE, STRANGER)).isEqualTo(new GroupChange.Invite(STRANGER));
        assertThat(decide(group(true), MEMBER, Verb.INVITE, STRANGER)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(decide(group(true), MOD, Verb.INVITE, STRANGER)).isEqualTo(new GroupChange.Invite(STRANGER));
        assertThat(decide(group(true), MOD, Verb.INVITE, GUEST)).isEqualTo("nothing");
        assertThat(decide(group(true), GUEST, Verb.INVITE, STRANGER)).isEqualTo(RefusalCode.NOT_A_MEMBER);
    }

    @Test
    void moderators_remove_those_of_a_lower_role_and_withdraw_invitations() {
        assertThat(decide(group(false), MOD, Verb.KICK, MEMBER))
                .isEqualTo(new GroupChange.RemoveMember(MEMBER, MEMBER));
        assertThat(decide(group(false), MOD, Verb.KICK, GUEST)).isEqualTo(new GroupChange.RemoveMember(GUEST, GUEST));
        assertThat(decide(group(false), MOD, Verb.KICK, OTHER_MOD)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(decide(group(false), MOD, Verb.KICK, OWNER)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(decide(group(false), MEMBER, Verb.KICK, GUEST)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(decide(group(false), OWNER, Verb.KICK, STRANGER)).isEqualTo(RefusalCode.NOT_A_MEMBER);
        assertThat(decide(group(false), OWNER, Verb.KICK, MOD)).isEqualTo(new GroupChange.RemoveMember(MOD, MOD));
    }

    @Test
    void owners_give_roles_and_one_owner_remains() {
        assertThat(decide(group(false), OWNER, Verb.ROLE, MEMBER, Role.MODERATOR, ""))
                .isEqualTo(new GroupChange.SetMember(MEMBER, Role.MODERATOR));
        assertThat(decide(group(false), MOD, Verb.ROLE, MEMBER, Role.MODERATOR, ""))
                .isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(decide(group(false), OWNER, Verb.ROLE, STRANGER, Role.MODERATOR, ""))
                .isEqualTo(RefusalCode.NOT_A_MEMBER);
        assertThat(decide(group(false), OWNER, Verb.ROLE, OWNER, Role.MEMBER, ""))
                .isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(decide(group(false), OWNER, Verb.ROLE, MEMBER, Role.MEMBER, ""))
                .isEqualTo("nothing");
    }

    @Test
    void moderators_set_a_topic_of_one_line() {
        assertThat(decide(group(false), MOD, Verb.TOPIC, MOD, null, "new")).isEqualTo(new GroupChange.SetTopic("new"));
        assertThat(decide(group(false), MOD, Verb.TOPIC, MOD, null, "")).isEqualTo(new GroupChange.SetTopic(""));
        assertThat(decide(group(false), MOD, Verb.TOPIC, MOD, null, "topic")).isEqualTo("nothing");
        assertThat(decide(group(false), MEMBER, Verb.TOPIC, MEMBER, null, "new"))
                .isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(decide(group(false), MOD, Verb.TOPIC, MOD, null, "two\nlines"))
                .isEqualTo(RefusalCode.BAD_TEXT);
        assertThat(decide(group(false), MOD, Verb.TOPIC, MOD, null, "x".repeat(513)))
                .isEqualTo(RefusalCode.TOO_LONG);
    }

    @Test
    void each_change_raises_the_version_by_one() {
        Group group = group(false);
        assertThat(group.with(new GroupChange.SetTopic("x")).version()).isEqualTo(8);
        assertThat(group.with(new GroupChange.Invite(STRANGER)).version()).isEqualTo(8);
        assertThat(group.with(new GroupChange.SetMember(STRANGER, Role.MEMBER)).version())
                .isEqualTo(8);
        assertThat(group.with(new GroupChange.RemoveMember(MEMBER, MEMBER)).version())
                .isEqualTo(8);
    }
}
