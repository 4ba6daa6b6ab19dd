package io.implatform.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes into the log comes out of it, wherever it lies. */
class MessageLogTest {
    private final MessageLog log = new MessageLog();

    private static Message message(long seq, Message.Kind kind, long refersTo, String text, Message.State state) {
        Instant time = Instant.ofEpochMilli(1_700_000_000_000L + seq);
        return new Message(ConversationId.LOBBY, seq, time, UserId.of("Alice"), kind, refersTo, text, state);
    }

    private static Message text(long seq, String text) {
        return message(seq, Message.Kind.TEXT, 0, text, Message.State.ORIGINAL);
    }

    private void assertKept(Message message) {
        long place = log.add(message);
        Message read = log.read(place, message.conversation(), message.seq());
        assertThat(read).isEqualTo(message);
        assertThat(read.from().name()).isEqualTo("Alice");
        assertThat(log.kind(place)).isEqualTo(message.kind());
        assertThat(log.refersTo(place)).isEqualTo(message.refersTo());
        assertThat(log.from(place).name()).isEqualTo("Alice");
    }

    @Test
    void each_part_of_a_message_is_kept() {
        assertKept(text(1, "hello"));
        assertKept(text(2, ""));
        assertKept(text(3, "grüße 😀 \u0000"));
        assertKept(message(4, Message.Kind.TEXT, 3, "an answer", Message.State.EDITED));
        assertKept(message(5, Message.Kind.EDIT, 4, "better", Message.State.ORIGINAL));
        assertKept(message(6, Message.Kind.EDIT, 4, "", Message.State.DELETED));
        assertKept(message(7, Message.Kind.DELETION, 4, "", Message.State.ORIGINAL));
        assertKept(message(Long.MAX_VALUE, Message.Kind.TEXT, Long.MAX_VALUE - 1, "late", Message.State.ORIGINAL));
    }

    @Test
    void messages_are_kept_in_as_many_blocks_as_they_need() {
        List<Long> places = new ArrayList<>();
        for (int seq = 1; seq <= 20_000; seq++) {
            places.add(log.add(text(seq, "text " + seq + " " + "x".repeat(seq % 300))));
        }

        for (int seq = 1; seq <= 20_000; seq++) {
            assertThat(log.read(places.get(seq - 1), ConversationId.LOBBY, seq))
                    .isEqualTo(text(seq, "text " + seq + " " + "x".repeat(seq % 300)));
        }
        assertThat(places.get(19_999) >>> 32).as("the number of the last block").isPositive();
    }

    @Test
    void a_message_longer_than_any_block_is_kept_among_others() {
        long before = log.add(text(1, "before"));
        long longest = log.add(text(2, "y".repeat(3_000_000)));
        long behind = log.add(text(3, "behind"));

        assertThat(log.read(before, ConversationId.LOBBY, 1).text()).isEqualTo("before");
        assertThat(log.read(longest, ConversationId.LOBBY, 2).text()).isEqualTo("y".repeat(3_000_000));
        assertThat(log.read(behind, ConversationId.LOBBY, 3).text()).isEqualTo("behind");
    }

    @Test
    void an_erased_text_is_gone_and_its_neighbours_are_not() {
        long before = log.add(text(1, "before"));
        long secret = log.add(text(2, "secret"));
        long behind = log.add(text(3, "behind"));

        log.erase(secret);

        assertThat(log.read(secret, ConversationId.LOBBY, 2).text()).isEqualTo("\0".repeat(6));
        assertThat(log.read(before, ConversationId.LOBBY, 1).text()).isEqualTo("before");
        assertThat(log.read(behind, ConversationId.LOBBY, 3).text()).isEqualTo("behind");
    }
}
