package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.GroupChange.Invite;
import io.implatform.core.model.GroupChange.RemoveMember;
import io.implatform.core.model.GroupChange.SetMember;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.Write;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where users stand (S), and whom they have blocked (B). */
abstract class StandingStoreRules extends GroupStoreRules {

    @Test
    @DisplayName("S1 - a private conversation stands with both users once something was said, and not before")
    void rule_S1_private_conversations_stand_with_both() {
        commit(move(ALICE, ALICE_AND_BOB, 0, 0), move(CAROL, BOB_AND_CAROL, 0, 0));
        assertThat(store().standings(ALICE)).isEmpty();
        commit(say(ALICE_AND_BOB, ALICE, "hi"), say(ALICE_AND_BOB, ALICE, "hi"));

        Standing expected = new Standing(ALICE_AND_BOB, 2, Position.START, false);
        assertThat(store().standings(ALICE)).containsExactly(expected);
        assertThat(store().standings(UserId.of("BOB"))).containsExactly(expected);
        assertThat(store().standings(CAROL)).isEmpty();
        assertThat(store().standings(UserId.of("ali"))).isEmpty();
    }

    @Test
    @DisplayName("S2 - a conversation with oneself stands once")
    void rule_S2_a_conversation_with_oneself_stands_once() {
        ConversationId self = ConversationId.between(ALICE, ALICE);
        commit(say(self, ALICE, "note"));

        assertThat(store().standings(ALICE)).containsExactly(new Standing(self, 1, Position.START, false));
    }

    @Test
    @DisplayName("S3 - the lobby stands with those who have a position in it")
    void rule_S3_the_lobby_stands_where_a_position_is() {
        store(3);
        assertThat(store().standings(ALICE)).isEmpty();
        commit(move(BOB, LOBBY, 2, 1));

        assertThat(store().standings(BOB)).containsExactly(new Standing(LOBBY, 3, new Position(2, 1), false));
        assertThat(store().standings(ALICE)).isEmpty();
    }

    @Test
    @DisplayName("S4 - a group stands with its members and with those invited, and with nobody else")
    void rule_S4_groups_stand_with_members_and_invited() {
        found(DEV, true);
        commit(on(1, say(DEV, ALICE, "text")));
        changed(DEV, new SetMember(BOB, Role.MEMBER), new Invite(CAROL), new Invite(BOB));

        assertThat(store().standings(ALICE)).containsExactly(new Standing(DEV, 1, Position.START, false));
        assertThat(store().standings(BOB)).containsExactly(new Standing(DEV, 1, new Position(1, 1), false));
        assertThat(store().standings(CAROL)).containsExactly(new Standing(DEV, 1, Position.START, true));
        assertThat(store().standings(CAROL).get(0).conversation().key()).isEqualTo(DEV.key());
        assertThat(store().standings(UserId.of("dora"))).isEmpty();

        changed(DEV, new SetMember(CAROL, Role.MEMBER), new RemoveMember(BOB, BOB), new Invite(ALICE));
        assertThat(store().standings(CAROL)).containsExactly(new Standing(DEV, 1, new Position(1, 1), false));
        assertThat(store().standings(BOB)).isEmpty();
        assertThat(store().standings(ALICE)).containsExactly(new Standing(DEV, 1, Position.START, false));
        changed(DEV, new Invite(BOB), new RemoveMember(BOB, BOB));
        assertThat(store().standings(BOB)).isEmpty();
    }

    @Test
    @DisplayName("S5 - a user stands in each of their conversations once, with its head")
    void rule_S5_all_of_them_once_with_their_heads() {
        found(DEV, false);
        ConversationId.Group ops = id("b7", "ops");
        found(ops, true);
        commit(on(1, say(DEV, ALICE, "1")), on(1, say(DEV, ALICE, "2")), on(1, edit(DEV, ALICE, 1, "3")));
        commit(say(ALICE_AND_BOB, BOB, "1"), say(BOB_AND_CAROL, BOB, "1"), move(ALICE, LOBBY, 0, 0));

        assertThat(store().standings(UserId.of("aLiCe")))
                .containsExactlyInAnyOrder(
                        new Standing(DEV, 3, Position.START, false),
                        new Standing(ops, 0, Position.START, false),
                        new Standing(ALICE_AND_BOB, 1, Position.START, false),
                        new Standing(LOBBY, 0, Position.START, false));
    }

    @Test
    @DisplayName("S6 - positions move forward only, each of the two for itself")
    void rule_S6_positions_move_forward_only() {
        commit(say(ALICE_AND_BOB, BOB, "hi"));
        found(DEV, false);
        for (ConversationId conversation : List.of(LOBBY, ALICE_AND_BOB, DEV)) {
            assertThat(commit(move(ALICE, conversation, 5, 3))).containsExactly(Outcome.of(Result.DONE));
            assertThat(position(ALICE, conversation)).isEqualTo(new Position(5, 3));
            commit(move(ALICE, conversation, 4, 4), move(ALICE, conversation, 1, 1));
            assertThat(position(ALICE, conversation)).isEqualTo(new Position(5, 4));
            commit(move(UserId.of("ALICE"), conversation, 1L << 40, 0));
            assertThat(position(ALICE, conversation)).isEqualTo(new Position(1L << 40, 4));
        }
        assertThat(position(BOB, ALICE_AND_BOB)).isEqualTo(Position.START);
    }

    @Test
    @DisplayName("S7 - a position is kept through what is said later")
    void rule_S7_positions_outlast_what_is_said() {
        commit(move(ALICE, ALICE_AND_BOB, 0, 0), move(BOB, LOBBY, 1, 1));
        commit(say(ALICE_AND_BOB, BOB, "1"), move(ALICE, ALICE_AND_BOB, 1, 0), say(ALICE_AND_BOB, BOB, "2"));

        assertThat(position(ALICE, ALICE_AND_BOB)).isEqualTo(new Position(1, 0));
        assertThat(position(BOB, ALICE_AND_BOB)).isEqualTo(Position.START);
        assertThat(position(BOB, LOBBY)).isEqualTo(new Position(1, 1));
    }

    @Test
    @DisplayName("S8 - who becomes a member begins at the newest message; another role moves nothing")
    void rule_S8_members_begin_at_the_head() {
        found(DEV, false);
        assertThat(position(ALICE, DEV)).isEqualTo(Position.START);
        commit(
                on(1, say(DEV, ALICE, "1")),
                on(1, say(DEV, ALICE, "2")),
                change(DEV, 1, new SetMember(BOB, Role.OWNER)));
        assertThat(position(BOB, DEV)).isEqualTo(new Position(2, 2));

        commit(on(2, say(DEV, ALICE, "3")), change(DEV, 2, new SetMember(BOB, Role.MEMBER)));
        assertThat(position(BOB, DEV)).isEqualTo(new Position(2, 2));
        assertThat(position(ALICE, DEV)).isEqualTo(Position.START);
    }

    @Test
    @DisplayName("S9 - who leaves has no position, and begins at the newest message when they return")
    void rule_S9_who_leaves_begins_anew() {
        found(DEV, false);
        changed(DEV, new SetMember(BOB, Role.MEMBER));
        commit(move(BOB, DEV, 7, 7), on(2, say(DEV, ALICE, "1")));
        changed(DEV, new RemoveMember(BOB, BOB), new Invite(BOB));
        assertThat(standing(BOB, DEV)).contains(new Standing(DEV, 1, Position.START, true));

        commit(on(4, say(DEV, ALICE, "2")));
        changed(DEV, new SetMember(BOB, Role.MEMBER));
        assertThat(position(BOB, DEV)).isEqualTo(new Position(2, 2));
    }

    @Test
    @DisplayName("S10 - a move where the user has no place is done and changes nothing")
    void rule_S10_a_late_move_changes_nothing() {
        found(DEV, false);
        changed(DEV, new Invite(BOB));
        commit(say(ALICE_AND_BOB, ALICE, "hi"));

        assertThat(results(
                        move(BOB, DEV, 5, 5),
                        move(CAROL, DEV, 5, 5),
                        move(CAROL, id("none", "none"), 5, 5),
                        move(CAROL, ALICE_AND_BOB, 5, 5)))
                .containsOnly(Result.DONE);
        assertThat(standing(BOB, DEV)).contains(new Standing(DEV, 0, Position.START, true));
        assertThat(store().standings(CAROL)).isEmpty();
        assertThat(store().group(id("none", "none"))).isEmpty();
    }

    @Test
    @DisplayName("S11 - a founding that is refused and a change that is stale move nobody")
    void rule_S11_what_is_not_done_moves_nobody() {
        found(DEV, false);
        commit(
                change(DEV, 7, new SetMember(BOB, Role.MEMBER)),
                change(DEV, 7, new Invite(CAROL)),
                change(DEV, 7, new RemoveMember(ALICE, ALICE)),
                on(7, say(DEV, ALICE, "x")));

        assertThat(store().standings(BOB)).isEmpty();
        assertThat(store().standings(CAROL)).isEmpty();
        assertThat(store().standings(ALICE)).containsExactly(new Standing(DEV, 0, Position.START, false));
    }

    @Test
    @DisplayName("S12 - the positions of several users in a conversation are those in which they stand")
    void rule_S12_positions_of_several_users() {
        found(DEV, false);
        changed(DEV, new SetMember(BOB, Role.MEMBER), new Invite(CAROL));
        commit(say(ALICE_AND_BOB, BOB, "hi"), move(ALICE, DEV, 2, 1), move(BOB, LOBBY, 9, 9));
        commit(move(BOB, DEV, 3, 0), move(ALICE, ALICE_AND_BOB, 1, 1));

        List<UserId> all = List.of(UserId.of("aLiCe"), BOB, CAROL, UserId.of("dora"));
        assertThat(given(DEV, all)).isEqualTo(Map.of(ALICE, new Position(2, 1), BOB, new Position(3, 0)));
        assertThat(given(ALICE_AND_BOB, all)).isEqualTo(Map.of(ALICE, new Position(1, 1)));
        assertThat(given(DEV, List.of(BOB))).isEqualTo(Map.of(BOB, new Position(3, 0)));
        assertThat(given(BOB_AND_CAROL, all)).isEmpty();
        assertThat(given(DEV, List.of())).isEmpty();
    }

    /** Where a store says that nothing was given, it may also say nothing. */
    private Map<UserId, Position> given(ConversationId conversation, List<UserId> users) {
        Map<UserId, Position> positions = new HashMap<>(store().positions(conversation, users));
        positions.values().removeIf(Position.START::equals);
        return positions;
    }

    @Test
    @DisplayName("B1 - who is blocked stands with the one who blocked them, until that ends; twice is once")
    void rule_B1_blocked_users_are_kept() {
        assertThat(store().blockedBy(ALICE)).isEmpty();
        assertThat(results(
                        new Write.Block(ALICE, BOB, true),
                        new Write.Block(ALICE, CAROL, true),
                        new Write.Block(UserId.of("aLICE"), UserId.of("Bob"), true),
                        new Write.Block(BOB, CAROL, false)))
                .containsOnly(Result.DONE);
        assertThat(store().blockedBy(UserId.of("ALICE"))).containsExactlyInAnyOrder(BOB, CAROL);
        assertThat(store().blockedBy(BOB)).isEmpty();

        commit(new Write.Block(ALICE, UserId.of("BOB"), false), new Write.Block(ALICE, BOB, false));
        assertThat(store().blockedBy(ALICE)).containsExactly(CAROL);
        commit(new Write.Block(ALICE, BOB, false), new Write.Block(ALICE, BOB, true));
        assertThat(store().blockedBy(ALICE)).containsExactlyInAnyOrder(BOB, CAROL);
    }

    @Test
    @DisplayName("B2 - what a user has blocked changes nothing of what is stored")
    void rule_B2_blocking_is_no_rule_of_the_store() {
        commit(new Write.Block(BOB, ALICE, true));

        assertThat(results(say(ALICE_AND_BOB, ALICE, "hi"))).containsExactly(Result.DONE);
        assertThat(store().standings(BOB)).hasSize(1);
    }
}
