package io.implatform.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {
    private static final UserId ME = UserId.of("me");
    private static final UserId OTHER = UserId.of("other");
    private static final int FRAME_BYTES = 10;

    private static Message message(long seq, UserId from) {
        return new Message(ConversationId.LOBBY, seq, Instant.EPOCH, from, "text");
    }

    private static Frame frame(long seq) {
        return new Frame(FRAME_BYTES, List.of(seq));
    }

    private static Frame joined(long first, long last) {
        List<Long> seqs = new ArrayList<>();
        for (long seq = first; seq <= last; seq++) {
            seqs.add(seq);
        }
        return new Frame((int) (FRAME_BYTES * (last - first + 1)), seqs);
    }

    private static List<Object> takeAll(Outbox outbox) {
        List<Object> taken = new ArrayList<>();
        for (Frame frame = outbox.take(); frame != null; frame = outbox.take()) {
            taken.addAll((List<?>) frame.content());
        }
        return taken;
    }

    @Test
    void rings_once_until_it_was_found_empty() {
        Outbox outbox = new Outbox(100);
        assertThat(outbox.add(frame(1))).isTrue();
        assertThat(outbox.add(frame(2))).isFalse();
        assertThat(outbox.take()).isNotNull();
        assertThat(outbox.add(frame(3))).isFalse();
        assertThat(takeAll(outbox)).containsExactly(2L, 3L);
        assertThat(outbox.add(frame(4))).isTrue();
    }

    @Test
    void a_live_message_that_does_not_fit_makes_the_session_fall_behind_and_later_ones_wait_in_the_store() {
        Outbox outbox = new Outbox(25);
        outbox.offer(ConversationId.LOBBY, 1, frame(1));
        outbox.offer(ConversationId.LOBBY, 2, frame(2));
        outbox.offer(ConversationId.LOBBY, 3, frame(3));
        assertThat(outbox.claimCatchUp()).as("there is no room yet").isFalse();
        assertThat(takeAll(outbox)).containsExactly(1L, 2L);
        outbox.offer(ConversationId.LOBBY, 4, frame(4));
        assertThat(takeAll(outbox)).as("4 must not overtake 3").isEmpty();

        assertThat(outbox.claimCatchUp()).isTrue();
        Outbox.Gap gap = outbox.nextGap();
        assertThat(gap).isEqualTo(new Outbox.Gap(ConversationId.LOBBY, 2));
        outbox.addStored(gap, List.of(message(3, OTHER), message(4, OTHER)), false, m -> false, m -> frame(m.seq()));
        assertThat(outbox.nextGap()).isNull();
        assertThat(takeAll(outbox)).containsExactly(3L, 4L);
        outbox.offer(ConversationId.LOBBY, 5, frame(5));
        assertThat(takeAll(outbox)).containsExactly(5L);
    }

    @Test
    void a_message_that_was_read_from_the_store_before_it_came_live_is_given_once() {
        Outbox outbox = new Outbox(1_000);
        outbox.fallBehind(ConversationId.LOBBY, 0, 1);
        outbox.claimCatchUp();
        Outbox.Gap gap = outbox.nextGap();
        outbox.addStored(gap, List.of(message(1, OTHER), message(2, OTHER)), false, m -> false, m -> frame(m.seq()));
        outbox.offer(ConversationId.LOBBY, 1, 3, joined(1, 3), OutboxTest::frame);
        outbox.offer(ConversationId.LOBBY, 4, frame(4));
        assertThat(takeAll(outbox)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void who_only_comes_back_is_not_told_of_their_own_messages_and_who_resumes_is() {
        for (boolean resumes : new boolean[] {false, true}) {
            Outbox outbox = new Outbox(1_000);
            outbox.joining();
            outbox.joined(List.of(new Outbox.Missed(ConversationId.LOBBY, 1, 3, false, resumes)), false);
            Outbox.Gap gap = outbox.nextGap();
            List<Message> stored = List.of(message(2, ME), message(3, OTHER), message(4, ME)); // 4 came after the login
            outbox.addStored(gap, stored, false, m -> m.from().equals(ME), m -> frame(m.seq()));
            assertThat(takeAll(outbox)).isEqualTo(resumes ? List.of(2L, 3L, 4L) : List.of(3L, 4L));
        }
    }

    @Test
    void requests_wait_while_it_is_full_and_are_resumed_when_half_of_it_is_free() {
        Outbox outbox = new Outbox(40);
        for (int i = 0; i < 4; i++) {
            outbox.add(frame(i));
        }
        assertThat(outbox.hasRoomOrPark()).isFalse();
        outbox.take();
        assertThat(outbox.room()).isEqualTo(Outbox.Room.NOTHING_NEW);
        outbox.take();
        assertThat(outbox.room()).isEqualTo(Outbox.Room.RESUME_REQUESTS);
        assertThat(outbox.room()).as("once").isEqualTo(Outbox.Room.NOTHING_NEW);
    }

    @Test
    void after_the_end_nothing_is_added_and_what_waits_can_be_taken() {
        Outbox outbox = new Outbox(100);
        outbox.add(frame(1));
        outbox.end(frame(2));
        outbox.add(frame(3));
        outbox.offer(ConversationId.LOBBY, 1, frame(4));
        assertThat(takeAll(outbox)).containsExactly(1L, 2L);
        assertThat(outbox.isEnded()).isTrue();
    }

    @Test
    void the_end_rings_though_something_waits_because_whoever_polls_may_have_asked_for_it_just_before() {
        Outbox outbox = new Outbox(100);
        assertThat(outbox.add(frame(1))).isTrue();
        assertThat(outbox.isEnded()).isFalse();
        assertThat(outbox.end(null)).isTrue();
        assertThat(outbox.end(null)).as("once").isFalse();
        assertThat(takeAll(outbox)).containsExactly(1L);
    }

    /**
     * Commits, deliveries, reads of the store and polls in a random order of small steps, with the
     * session posting too: it is given every message but its own, each once, in order.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_the_interleaving_each_message_is_given_once_and_in_order(long seedBase) {
        for (int i = 0; i < 500; i++) {
            long seed = seedBase * 1_000_003 + i;
            new Interleaving(seed).run();
        }
    }

    private static final class Interleaving {
        private final long seed;
        private final Random random;
        private final Outbox outbox;
        private final List<Message> store = new ArrayList<>();
        private final Set<Long> own = new HashSet<>();
        private final List<Object> taken = new ArrayList<>();
        /** Committed and not delivered yet: numbers of one round. */
        private List<Message> round = List.of();

        private boolean catchingUp;
        private Outbox.Gap gap;
        private List<Message> read;
        private boolean more;

        Interleaving(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.outbox = new Outbox(FRAME_BYTES * (2 + random.nextInt(6)));
        }

        void run() {
            for (int step = 0; step < 200; step++) {
                step();
            }
            for (int i = 0; i < 10_000 && taken.size() < store.size() - own.size(); i++) {
                deliver();
                catchUp();
                take();
            }
            List<Object> expected = new ArrayList<>();
            for (Message message : store) {
                if (!own.contains(message.seq())) {
                    expected.add(message.seq());
                }
            }
            assertThat(taken).as("seed %d", seed).isEqualTo(expected);
        }

        private void step() {
            switch (random.nextInt(6)) {
                case 0, 1 -> commit();
                case 2 -> deliver();
                case 3, 4 -> catchUp();
                default -> take();
            }
        }

        private void commit() {
            if (!round.isEmpty()) {
                return;
            }
            List<Message> batch = new ArrayList<>();
            int size = 1 + random.nextInt(4);
            boolean posting = random.nextInt(3) == 0;
            int posts = 0;
            for (int i = 0; i < size; i++) {
                boolean mine = posting && random.nextBoolean();
                // A message of another session of the same user is not the session's own.
                boolean ofMyOtherSession = !mine && random.nextInt(4) == 0;
                Message message = message(store.size() + 1 + i, mine || ofMyOtherSession ? ME : OTHER);
                batch.add(message);
                if (mine) {
                    own.add(message.seq());
                    posts++;
                }
            }
            outbox.postsTaken(posts);
            store.addAll(batch);
            round = batch;
        }

        private void deliver() {
            if (round.isEmpty()) {
                return;
            }
            if (round.stream().noneMatch(message -> own.contains(message.seq())) && random.nextBoolean()) {
                long first = round.get(0).seq();
                long last = round.get(round.size() - 1).seq();
                outbox.offer(ConversationId.LOBBY, first, last, joined(first, last), OutboxTest::frame);
            } else {
                for (Message message : round) {
                    if (own.contains(message.seq())) {
                        outbox.postDone(ConversationId.LOBBY, message.seq());
                    } else {
                        outbox.offer(ConversationId.LOBBY, message.seq(), frame(message.seq()));
                    }
                }
            }
            round = List.of();
            catchingUp |= outbox.claimCatchUp();
        }

        private void catchUp() {
            if (!catchingUp) {
                catchingUp = outbox.claimCatchUp();
                return;
            }
            if (gap == null) {
                gap = outbox.nextGap();
                catchingUp = gap != null;
            } else if (read == null) {
                int from = (int) gap.after();
                int to = Math.min(store.size(), from + 1 + random.nextInt(4));
                read = List.copyOf(store.subList(from, to));
                more = to < store.size();
            } else {
                catchingUp = outbox.addStored(gap, read, more, m -> m.from().equals(ME), m -> frame(m.seq()));
                gap = null;
                read = null;
            }
        }

        private void take() {
            Frame frame = outbox.take();
            if (frame != null) {
                taken.addAll((List<?>) frame.content());
            }
            catchingUp |= outbox.room() == Outbox.Room.CATCH_UP;
        }
    }

    @Test
    void an_event_is_made_for_its_viewer() {
        Message message = new Message(ConversationId.between(ME, OTHER), 1, Instant.EPOCH, ME, "text");
        assertThat(Event.of(message, ME)).isEqualTo(new Event.PrivateSent(message, OTHER));
        assertThat(Event.of(message, OTHER)).isEqualTo(new Event.PrivateReceived(message, OTHER));
    }
}
