package io.implatform.core.logic;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Group;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private static final UserId ALICE = UserId.of("alice");
    private final Rules rules = new Rules(Limits.DEFAULTS);

    private Optional<RefusalCode> post(ConversationId conversation, String text, String id) {
        Rules.Place place = new Rules.Place(conversation, Optional.empty(), false, Optional.empty());
        return refusal(rules.decide(place, ALICE, Command.Say.post(ConversationRef.lobby(), text, id)));
    }

    private static Optional<RefusalCode> refusal(Decision decision) {
        return decision instanceof Decision.Refuse refuse
                ? Optional.of(refuse.refusal().code())
                : Optional.empty();
    }

    private Optional<RefusalCode> say(String text) {
        return post(ConversationId.LOBBY, text, null);
    }

    private Optional<RefusalCode> register(String name, String password) {
        return rules.checkRegister(new Command.Register(name, password)).map(Refusal::code);
    }

    @ParameterizedTest
    @EnumSource
    void a_command_is_admitted_before_the_login_exactly_if_its_table_entry_says_so(Verb verb) {
        assertThat(rules.admit(verb, false).isEmpty()).isEqualTo(verb.access() == Verb.Access.ANYONE);
    }

    @Test
    void a_second_login_is_refused_and_everything_else_admitted() {
        assertThat(rules.admit(Verb.LOGIN, true).map(Refusal::code)).contains(RefusalCode.ALREADY_LOGGED_IN);
        assertThat(rules.admit(Verb.REGISTER, true)).isEmpty();
        assertThat(rules.admit(Verb.MESSAGE, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "alice", "A.b_c-d", "0123456789abcdef0123456789ABCDEF", "x..", "a-"})
    void a_name_of_letters_digits_and_inner_punctuation_is_accepted(String name) {
        assertThat(register(name, "correct horse")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".a",
                "_a",
                "-a",
                "a b",
                "a*",
                "a\u202Eb",
                "a\u200Bb",
                "\u0430lice",
                "\uFF41lice",
                "é",
                "a\n",
                "0123456789abcdef0123456789ABCDEF0",
                "a\u0000",
                "ﬁ",
                "a/b",
                "a@b"
            })
    void any_other_name_is_refused(String name) {
        assertThat(register(name, "correct horse")).contains(RefusalCode.BAD_NAME);
    }

    @Test
    void a_password_has_8_to_256_bytes_and_is_not_a_common_one() {
        assertThat(register("a", "1234567")).contains(RefusalCode.WEAK_PASSWORD);
        assertThat(register("a", "éééé")).as("8 bytes").isEmpty();
        assertThat(register("a", "x".repeat(256))).isEmpty();
        assertThat(register("a", "x".repeat(257))).contains(RefusalCode.WEAK_PASSWORD);
        assertThat(register("a", "password")).contains(RefusalCode.WEAK_PASSWORD);
        assertThat(register("a", "PassWord123")).contains(RefusalCode.WEAK_PASSWORD);
        assertThat(register("a", "tab\tin the middle")).isEmpty();
        assertThat(register("a", "line\nin the middle")).contains(RefusalCode.BAD_TEXT);
        assertThat(register("a", "\uD800 half a pair")).contains(RefusalCode.BAD_ENCODING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0000", "\u001B[2J", "\u001B]52;c;AAAA\u0007", "a\u009Bb", "a\rb", "\u007F", "\u0080", "\u000B"
            })
    void control_characters_are_refused_in_a_text(String text) {
        assertThat(say(text)).contains(RefusalCode.BAD_TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "a\tb",
                "two\nlines",
                "😀",
                "\u202Eabc",
                "\u2028",
                "'; DROP TABLE x",
                "%_",
                "<script>",
                "\u00A0"
            })
    void every_other_character_is_accepted_in_a_text(String text) {
        assertThat(say(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "a\uDC00", "\uDC00\uD800", "ab\uD83D"})
    void half_a_surrogate_pair_is_no_text(String text) {
        assertThat(say(text)).contains(RefusalCode.BAD_ENCODING);
    }

    @Test
    void a_text_is_not_empty_and_as_long_as_the_limit_in_bytes_at_the_most() {
        assertThat(say("")).contains(RefusalCode.BAD_ARGUMENT);
        assertThat(say("x".repeat(8_192))).isEmpty();
        assertThat(say("x".repeat(8_193))).contains(RefusalCode.TOO_LONG);
        assertThat(say("é".repeat(4_096))).isEmpty();
        assertThat(say("é".repeat(4_096) + "x")).contains(RefusalCode.TOO_LONG);
        assertThat(say("😀".repeat(2_048))).isEmpty();
        assertThat(say("😀".repeat(2_049))).contains(RefusalCode.TOO_LONG);
        assertThat(say("€".repeat(2_730))).isEmpty();
        assertThat(say("€".repeat(2_731))).contains(RefusalCode.TOO_LONG);
    }

    @Test
    void an_id_has_1_to_64_characters() {
        assertThat(post(ConversationId.LOBBY, "text", "")).contains(RefusalCode.BAD_ARGUMENT);
        assertThat(post(ConversationId.LOBBY, "text", "😀".repeat(64))).isEmpty();
        assertThat(post(ConversationId.LOBBY, "text", "x".repeat(65))).contains(RefusalCode.BAD_ARGUMENT);
    }

    @Test
    void nobody_speaks_in_a_conversation_of_others() {
        ConversationId others = ConversationId.between(UserId.of("bob"), UserId.of("carol"));
        assertThat(post(others, "text", null)).contains(RefusalCode.NO_SUCH_USER);
        assertThat(post(ConversationId.between(UserId.of("bob"), ALICE), "text", null))
                .isEmpty();
        assertThat(post(new ConversationId.Group("1", "dev"), "text", null)).contains(RefusalCode.NO_SUCH_GROUP);
    }

    @Test
    void a_history_page_has_1_to_500_messages_and_50_unless_said_otherwise() {
        assertThat(limit(OptionalLong.empty())).contains(50);
        assertThat(limit(OptionalLong.of(1))).contains(1);
        assertThat(limit(OptionalLong.of(500))).contains(500);
        assertThat(limit(OptionalLong.of(0))).isEmpty();
        assertThat(limit(OptionalLong.of(-1))).isEmpty();
        assertThat(limit(OptionalLong.of(501))).isEmpty();
        assertThat(limit(OptionalLong.of(1L << 31))).isEmpty();
        assertThat(limit(OptionalLong.of(Long.MAX_VALUE))).isEmpty();
    }

    private Optional<Integer> limit(OptionalLong asked) {
        return rules.historyLimit(new Command.History(ConversationRef.lobby(), PageRequest.newest(), asked));
    }

    @Test
    void a_lower_page_limit_lowers_the_default_page_too() {
        Rules small = new Rules(Limits.DEFAULTS.with(Limit.HISTORY_PAGE, 10));
        Command.History plain =
                new Command.History(ConversationRef.lobby(), PageRequest.newest(), OptionalLong.empty());
        assertThat(small.historyLimit(plain)).contains(10);
    }

    // Changing what was said

    private static final UserId BOB = UserId.of("bob");
    private static final ConversationId.Group DEV = new ConversationId.Group("1", "dev");

    private Optional<RefusalCode> change(Command.Say.What what, Group group, Message subject) {
        ConversationId in = group == null ? ConversationId.LOBBY : group.id();
        Rules.Place place = new Rules.Place(in, Optional.ofNullable(group), false, Optional.ofNullable(subject));
        return refusal(rules.decide(place, ALICE, new Command.Say(what, ConversationRef.lobby(), 5, "text", null)));
    }

    private static Message message(UserId from, Message.Kind kind, Message.State state) {
        return new Message(
                ConversationId.LOBBY, 5, Instant.EPOCH, from, kind, kind == Message.Kind.TEXT ? 0 : 4, "old", state);
    }

    private static Message textOf(UserId from) {
        return message(from, Message.Kind.TEXT, Message.State.ORIGINAL);
    }

    @Test
    void only_the_author_edits_and_only_the_author_or_a_moderator_of_the_group_deletes() {
        assertThat(change(Command.Say.What.EDIT, null, textOf(ALICE))).isEmpty();
        assertThat(change(Command.Say.What.EDIT, null, textOf(BOB))).contains(RefusalCode.NOT_ALLOWED);
        assertThat(change(Command.Say.What.DELETE, null, textOf(ALICE))).isEmpty();
        assertThat(change(Command.Say.What.DELETE, null, textOf(BOB))).contains(RefusalCode.NOT_ALLOWED);
        for (Role role : Role.values()) {
            Group group = new Group(DEV, false, "", Map.of(ALICE, role), Set.of(), 1);
            assertThat(change(Command.Say.What.EDIT, group, textOf(BOB)))
                    .as("%s", role)
                    .contains(RefusalCode.NOT_ALLOWED);
            assertThat(change(Command.Say.What.DELETE, group, textOf(BOB)).isEmpty())
                    .as("%s", role)
                    .isEqualTo(role != Role.MEMBER);
        }
    }

    @Test
    void what_is_no_text_or_is_deleted_cannot_be_answered_edited_or_deleted() {
        for (Command.Say.What what :
                new Command.Say.What[] {Command.Say.What.REPLY, Command.Say.What.EDIT, Command.Say.What.DELETE}) {
            assertThat(change(what, null, null)).contains(RefusalCode.NO_SUCH_MESSAGE);
            assertThat(change(what, null, message(ALICE, Message.Kind.EDIT, Message.State.ORIGINAL)))
                    .contains(RefusalCode.NO_SUCH_MESSAGE);
            assertThat(change(what, null, message(ALICE, Message.Kind.TEXT, Message.State.DELETED)))
                    .contains(RefusalCode.NO_SUCH_MESSAGE);
            assertThat(change(what, null, message(ALICE, Message.Kind.TEXT, Message.State.EDITED)))
                    .isEmpty();
        }
        assertThat(change(Command.Say.What.REPLY, null, textOf(BOB))).isEmpty();
    }

    @Test
    void one_who_is_blocked_is_refused_and_one_outside_a_private_group_is_told_that_there_is_none() {
        Rules.Place blocked =
                new Rules.Place(ConversationId.between(ALICE, BOB), Optional.empty(), true, Optional.empty());
        Command.Say say = Command.Say.post(ConversationRef.with("bob"), "text", null);
        assertThat(refusal(rules.decide(blocked, ALICE, say))).contains(RefusalCode.BLOCKED);

        Group secret = new Group(DEV, true, "", Map.of(BOB, Role.OWNER), Set.of(), 1);
        Rules.Place outside = new Rules.Place(DEV, Optional.of(secret), false, Optional.empty());
        assertThat(refusal(rules.decide(outside, ALICE, say))).contains(RefusalCode.NO_SUCH_GROUP);
    }
}
