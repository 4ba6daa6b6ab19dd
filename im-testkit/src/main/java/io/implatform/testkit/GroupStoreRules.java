package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.GroupChange.Invite;
import io.implatform.core.model.GroupChange.RemoveMember;
import io.implatform.core.model.GroupChange.SetMember;
import io.implatform.core.model.GroupChange.SetTopic;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Groups (G). */
abstract class GroupStoreRules extends FactStoreRules {

    static ConversationId.Group id(String id, String name) {
        return new ConversationId.Group(id, name);
    }

    /** Compares the order of the members and the spellings too, which equality leaves out. */
    static void assertGroup(Group found, Group expected) {
        assertThat(found).isEqualTo(expected);
        assertThat(found.name()).isEqualTo(expected.name());
        assertThat(found.members().keySet().stream().map(UserId::name))
                .as("members, the longest standing first")
                .containsExactlyElementsOf(
                        expected.members().keySet().stream().map(UserId::name).toList());
        assertThat(found.invited().stream().map(UserId::name))
                .as("invited")
                .containsExactlyInAnyOrderElementsOf(
                        expected.invited().stream().map(UserId::name).toList());
    }

    @Test
    @DisplayName("G1 - a group is found as it was founded, by its id")
    void rule_G1_a_group_is_found_as_it_was_founded() {
        Map<UserId, Role> members = new LinkedHashMap<>();
        members.put(BOB, Role.MODERATOR);
        members.put(ALICE, Role.OWNER);
        members.put(UserId.of("aaron"), Role.MEMBER);
        Group rich = new Group(id("b7", "Ops"), true, "topic 😀 '%_", members, Set.of(CAROL), 5);
        Group plain = Group.founded(DEV, false, ALICE);

        assertThat(commit(new Write.FoundGroup(rich), new Write.FoundGroup(plain)))
                .containsExactly(Outcome.of(Result.DONE), Outcome.of(Result.DONE));
        assertGroup(group(rich.id()), rich);
        assertGroup(group(id("3f2a", "whatever")), plain);
        assertThat(store().group(id("3f2", "Dev"))).isEmpty();
        assertThat(store().group(id("dev", "Dev"))).isEmpty();
    }

    @Test
    @DisplayName("G2 - of public groups whose names differ only in case there is one")
    void rule_G2_a_public_name_is_taken_once() {
        found(DEV, false);

        for (String spelling : List.of("Dev", "dev", "DEV")) {
            ConversationId.Group other = id("other", spelling);
            assertThat(commit(new Write.FoundGroup(Group.founded(other, false, BOB))))
                    .containsExactly(Outcome.of(Result.NAME_TAKEN));
            assertThat(store().group(other)).isEmpty();
            assertThat(store().standings(BOB)).isEmpty();
        }
        assertThat(results(
                        new Write.FoundGroup(Group.founded(id("a1", "News"), false, ALICE)),
                        new Write.FoundGroup(Group.founded(id("a2", "news"), false, ALICE)),
                        new Write.FoundGroup(Group.founded(id("a3", "n_ws"), false, ALICE))))
                .containsExactly(Result.DONE, Result.NAME_TAKEN, Result.DONE);
    }

    @Test
    @DisplayName("G3 - private groups take no name: there may be several, and a public one too")
    void rule_G3_private_names_are_free() {
        found(id("p1", "dev"), true);
        found(id("p2", "Dev"), true);
        found(DEV, false);
        found(id("p3", "dev"), true);

        assertThat(store().publicGroup("dev")).contains(DEV);
        for (String id : List.of("p1", "p2", "p3")) {
            assertThat(group(id(id, "dev")).isPrivate()).isTrue();
        }
    }

    @Test
    @DisplayName("G4 - a public group is found by its name in any case, a private one by no name")
    void rule_G4_public_groups_are_found_by_name() {
        found(DEV, false);
        found(id("p1", "Secret"), true);
        found(id("b1", "a_b"), false);

        for (String spelling : List.of("dev", "Dev", "DEV")) {
            assertThat(store().publicGroup(spelling)).contains(DEV);
            assertThat(store().publicGroup(spelling).map(ConversationId.Group::name))
                    .contains("Dev");
        }
        for (String other : List.of("Secret", "secret", "de", "devs", "3f2a", "axb", "", "d%", "no name")) {
            assertThat(store().publicGroup(other)).as(other).isEmpty();
        }
    }

    @Test
    @DisplayName("G5 - a change makes of the group what it says, and raises its version by one")
    void rule_G5_changes_are_applied() {
        Group expected = found(DEV, false);
        UserId dora = UserId.of("Dora");
        for (GroupChange change : List.<GroupChange>of(
                new SetMember(BOB, Role.MEMBER),
                new Invite(CAROL),
                new Invite(dora),
                new Invite(CAROL),
                new SetTopic("a topic"),
                new SetMember(CAROL, Role.MEMBER),
                new SetMember(BOB, Role.MODERATOR),
                new SetTopic(""),
                new RemoveMember(dora, dora),
                new RemoveMember(ALICE, BOB),
                new SetMember(ALICE, Role.MEMBER),
                new RemoveMember(UserId.of("nobody"), CAROL),
                new RemoveMember(CAROL, UserId.of("nobody")),
                new RemoveMember(BOB, ALICE),
                new RemoveMember(ALICE, ALICE))) {
            expected = expected.with(change);
            assertGroup(changed(DEV, change), expected);
        }
        assertThat(store().publicGroup("dev"))
                .as("an empty group keeps its name")
                .contains(DEV);
    }

    @Test
    @DisplayName("G6 - what was decided on another version, or on a group that is none, is stale and not done")
    void rule_G6_other_versions_are_stale() {
        found(DEV, false);
        Group before = changed(DEV, new SetTopic("topic"));
        Set<Long> others = Set.of(0L, 1L, 3L, Long.MAX_VALUE);

        for (long version : others) {
            assertThat(commit(
                            change(DEV, version, new SetMember(BOB, Role.OWNER)),
                            change(DEV, version, new RemoveMember(ALICE, ALICE)),
                            change(DEV, version, new Invite(BOB)),
                            change(DEV, version, new SetTopic("other")),
                            on(version, say(DEV, ALICE, "text")),
                            on(version, say(DEV, ALICE, "text", "id"))))
                    .as("on version %d", version)
                    .containsOnly(Outcome.of(Result.STALE));
        }
        ConversationId.Group unknown = id("none", "none");
        assertThat(results(
                        change(unknown, 0, new SetTopic("x")),
                        change(unknown, 1, new SetTopic("x")),
                        on(0, say(unknown, ALICE, "text")),
                        on(1, say(unknown, ALICE, "text"))))
                .containsOnly(Result.STALE);
        assertGroup(group(DEV), before);
        assertThat(store().head(DEV)).isZero();
        assertThat(store().group(unknown)).isEmpty();
        assertThat(results(on(2, say(DEV, ALICE, "text", "id")))).containsExactly(Result.DONE);
    }

    @Test
    @DisplayName("G7 - what is said in a group does not change its version")
    void rule_G7_messages_leave_the_version() {
        found(DEV, true);
        Write.Append text = on(1, say(DEV, ALICE, "text"));
        commit(text, text, on(1, edit(DEV, ALICE, 1, "new")), on(1, delete(DEV, ALICE, 2)));

        assertThat(group(DEV).version()).isEqualTo(1);
        assertStored(stored(commit(text).get(0)), text, 5);
        assertThat(texts(all(DEV))).containsExactly("new", "", "text");
    }

    @Test
    @DisplayName("G8 - within a batch each write sees the group as those before it have left it")
    void rule_G8_a_batch_sees_its_groups() {
        assertThat(results(
                        on(1, say(DEV, ALICE, "too early")),
                        new Write.FoundGroup(Group.founded(DEV, false, ALICE)),
                        on(1, say(DEV, ALICE, "one")),
                        change(DEV, 1, new SetMember(BOB, Role.MEMBER)),
                        on(1, say(DEV, ALICE, "stale")),
                        on(2, say(DEV, ALICE, "two")),
                        change(DEV, 1, new SetTopic("stale")),
                        change(DEV, 2, new SetTopic("topic")),
                        on(3, say(DEV, ALICE, "three"))))
                .containsExactly(
                        Result.STALE,
                        Result.DONE,
                        Result.DONE,
                        Result.DONE,
                        Result.STALE,
                        Result.DONE,
                        Result.STALE,
                        Result.DONE,
                        Result.DONE);
        assertThat(texts(all(DEV))).containsExactly("one", "two", "three");
        assertThat(group(DEV).topic()).isEqualTo("topic");
        assertThat(position(BOB, DEV).read()).isEqualTo(1);
    }

    @Test
    @DisplayName("G9 - a known client id is a duplicate, whatever the version")
    void rule_G9_duplicates_come_before_versions() {
        found(DEV, false);
        Write.Append append = on(1, say(DEV, ALICE, "text", "id"));
        commit(append);
        changed(DEV, new SetTopic("topic"));

        Outcome again = commit(append).get(0);
        assertThat(again.result()).isEqualTo(Result.DUPLICATE);
        assertThat(stored(again).seq()).isEqualTo(1);
    }

    @Test
    @DisplayName("G10 - members stand in the order of their coming: a role moves nobody, a return moves to the end")
    void rule_G10_members_are_in_order_of_standing() {
        found(DEV, false);
        UserId zoe = UserId.of("Zoe");
        UserId adam = UserId.of("adam");
        changed(DEV, new SetMember(zoe, Role.MEMBER), new SetMember(adam, Role.MEMBER), new SetMember(BOB, Role.OWNER));
        assertThat(changed(DEV, new SetMember(adam, Role.OWNER)).members().keySet())
                .containsExactly(ALICE, zoe, adam, BOB);

        changed(DEV, new RemoveMember(zoe, zoe), new RemoveMember(ALICE, ALICE));
        changed(DEV, new SetMember(zoe, Role.MEMBER), new SetMember(ALICE, Role.MEMBER));
        assertThat(group(DEV).members().keySet()).containsExactly(adam, BOB, zoe, ALICE);
    }

    @Test
    @DisplayName("G11 - groups of one name, or of names and ids that resemble each other, stay apart")
    void rule_G11_groups_stay_apart() {
        List<ConversationId.Group> groups =
                List.of(id("a", "dev"), id("aa", "dev"), id("dev", "a"), id("lobby", "lobby"), id("b", "a_b"));
        for (ConversationId.Group group : groups) {
            found(group, true);
            commit(on(1, say(group, ALICE, group.key())));
        }
        for (ConversationId.Group group : groups) {
            assertThat(texts(all(group))).containsExactly(group.key());
            assertThat(texts(all(id(group.id(), "renamed")))).containsExactly(group.key());
        }
        changed(groups.get(0), new SetTopic("topic"));
        assertThat(group(groups.get(1)).version()).isEqualTo(1);
        assertThat(all(LOBBY)).isEmpty();
    }

    @Test
    @DisplayName("G12 - an id that is in use is no new group's, and the group that has it stays as it is")
    void rule_G12_an_id_is_used_once() {
        Group first = found(DEV, false);

        for (boolean isPrivate : new boolean[] {true, false}) {
            assertThat(results(new Write.FoundGroup(Group.founded(id(DEV.id(), "other"), isPrivate, BOB))))
                    .containsExactly(Result.NAME_TAKEN);
        }
        assertGroup(group(DEV), first);
        assertThat(store().publicGroup("other")).isEmpty();
        assertThat(store().standings(BOB)).isEmpty();
    }

    @Test
    @DisplayName("G13 - of several who change a group at once on one version, one does")
    void rule_G13_one_of_several_at_once_changes() throws Exception {
        int rounds = 20;
        List<UserId> users = List.of(ALICE, BOB, CAROL);
        found(DEV, false);
        CyclicBarrier together = new CyclicBarrier(users.size());
        List<Callable<List<Result>>> attempts = new ArrayList<>();
        for (UserId user : users) {
            attempts.add(() -> {
                List<Result> told = new ArrayList<>();
                for (int version = 1; version <= rounds; version++) {
                    together.await(30, TimeUnit.SECONDS);
                    told.addAll(results(change(DEV, version, new SetTopic(user + " " + version))));
                }
                return told;
            });
        }
        List<List<Result>> told = Together.run(attempts);
        for (int i = 0; i < rounds; i++) {
            int round = i;
            assertThat(told.stream().map(results -> results.get(round)))
                    .containsExactlyInAnyOrder(Result.DONE, Result.STALE, Result.STALE);
        }
        assertThat(group(DEV).version()).isEqualTo(rounds + 1L);
    }

    @Test
    @DisplayName("G14 - of several who found a public group of one name at once, one does")
    void rule_G14_one_of_several_at_once_founds() throws Exception {
        int rounds = 20;
        List<String> spellings = List.of("dev", "Dev", "DEV");
        CyclicBarrier together = new CyclicBarrier(spellings.size());
        List<Callable<List<Result>>> attempts = new ArrayList<>();
        for (int i = 0; i < spellings.size(); i++) {
            String lane = "lane" + i;
            String spelling = spellings.get(i);
            attempts.add(() -> {
                List<Result> told = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    together.await(30, TimeUnit.SECONDS);
                    told.addAll(results(new Write.FoundGroup(
                            Group.founded(id(lane + "x" + round, spelling + round), false, ALICE))));
                }
                return told;
            });
        }
        List<List<Result>> told = Together.run(attempts);
        for (int i = 0; i < rounds; i++) {
            int round = i;
            assertThat(told.stream().map(results -> results.get(round)))
                    .containsExactlyInAnyOrder(Result.DONE, Result.NAME_TAKEN, Result.NAME_TAKEN);
            assertThat(store().publicGroup("dev" + round)).isPresent();
        }
    }
}
