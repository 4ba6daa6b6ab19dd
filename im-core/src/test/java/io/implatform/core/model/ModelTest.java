package io.implatform.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final UserId ALICE = UserId.of("Alice");
    private static final UserId BOB = UserId.of("bob");

    @Test
    void names_that_differ_only_in_case_are_one_user_whatever_the_locale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(UserId.of("ADMIN-I")).isEqualTo(UserId.of("admin-i")).hasSameHashCodeAs(UserId.of("admin-i"));
            assertThat(UserId.of("ADMIN-I").key()).isEqualTo("admin-i");
            assertThat(UserId.of("ADMIN-I").name()).isEqualTo("ADMIN-I");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void the_conversation_of_two_users_is_one_from_either_side() {
        ConversationId.Private pair = ConversationId.between(BOB, ALICE);
        assertThat(pair).isEqualTo(ConversationId.between(ALICE, UserId.of("BOB")));
        assertThat(pair.key()).isEqualTo("private alice bob");
        assertThat(pair.other(ALICE)).isEqualTo(BOB);
        assertThat(pair.other(BOB)).isEqualTo(ALICE);
        assertThat(ConversationId.between(BOB, BOB).other(BOB)).isEqualTo(BOB);
    }

    @Test
    void the_hashes_of_private_conversations_are_spread_though_names_resemble_each_other() {
        Set<Integer> hashes = new HashSet<>();
        int pairs = 0;
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < i; j++) {
                pairs++;
                hashes.add(ConversationId.between(UserId.of("u" + i), UserId.of("u" + j))
                        .hashCode());
            }
        }
        assertThat(hashes).hasSizeGreaterThan(pairs * 99 / 100);
    }

    @Test
    void a_conversation_is_found_again_by_its_key() {
        for (ConversationId conversation : new ConversationId[] {
            ConversationId.LOBBY, ConversationId.between(ALICE, BOB), new ConversationId.Group("3f2a", "Dev"),
        }) {
            assertThat(ConversationId.parseKey(conversation.key())).contains(conversation);
        }
        for (String key : new String[] {"", "lobby ", "private a", "private a b c", "group", "group .x", "x"}) {
            assertThat(ConversationId.parseKey(key)).as(key).isEmpty();
        }
    }

    @Test
    void what_users_wrote_does_not_show_in_the_words_for_a_log() {
        Message message = new Message(ConversationId.LOBBY, 1, Instant.EPOCH, ALICE, "secret words");
        assertThat(message.toString()).doesNotContain("secret");
    }

    @Test
    void a_limit_outside_its_range_is_refused_by_name() {
        assertThatThrownBy(() -> Limits.DEFAULTS.with(Limit.OUTBOX_BYTES, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outbox-bytes")
                .hasMessageContaining("16384");
        for (Limit limit : Limit.values()) {
            assertThat(limit.defaultValue()).as(limit.key()).isBetween(limit.min(), limit.max());
            assertThat(Limit.find(limit.key())).contains(limit);
            assertThat(Limits.DEFAULTS.get(limit)).isEqualTo(limit.defaultValue());
            assertThat(Limits.DEFAULTS.with(limit, limit.max()).get(limit)).isEqualTo(limit.max());
        }
    }
}
