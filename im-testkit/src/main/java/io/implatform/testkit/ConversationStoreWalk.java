package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Append;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * A random walk through the calls of a {@link ConversationStore}: each answer is compared with that of a
 * model, which is one list of everything that was said.
 */
final class ConversationStoreWalk {
    private static final List<UserId> USERS = List.of(UserId.of("Alice"), UserId.of("bob"), UserId.of("a_b"));
    private static final List<ConversationId> CONVERSATIONS = List.of(
            ConversationId.LOBBY,
            ConversationId.group("Dev"),
            ConversationId.between(USERS.get(0), USERS.get(1)),
            ConversationId.between(USERS.get(1), USERS.get(2)));

    private final Random random;
    private final List<Message> said = new ArrayList<>();
    private final Map<String, Message> sendings = new HashMap<>();

    ConversationStoreWalk(Random random) {
        this.random = random;
    }

    void walk(int steps, Supplier<ConversationStore> store, Callable<Boolean> reopen) throws Exception {
        boolean durable = true;
        for (int step = 0; step < steps; step++) {
            int kind = random.nextInt(100);
            if (kind < 45) {
                commit(step, store.get());
            } else if (kind < 90) {
                history(step, store.get());
            } else if (kind < 98 || !durable || step < steps / 2) {
                ConversationId conversation = any(CONVERSATIONS);
                assertThat(store.get().head(conversation))
                        .as("step %d: head of %s", step, conversation.key())
                        .isEqualTo(of(conversation).size());
            } else {
                durable = reopen.call();
                if (!durable) {
                    return;
                }
            }
        }
    }

    private void commit(int step, ConversationStore store) {
        List<Append> batch = new ArrayList<>();
        List<Outcome> expected = new ArrayList<>();
        for (int size = 1 + random.nextInt(random.nextInt(20) == 0 ? 300 : 10); size > 0; size--) {
            Append append = new Append(
                    any(CONVERSATIONS),
                    any(USERS),
                    Instant.ofEpochMilli(random.nextInt()),
                    "text " + random.nextInt(1_000),
                    random.nextBoolean() ? "id" + random.nextInt(200) : null);
            batch.add(append);
            expected.add(store(append));
        }
        assertThat(store.commit(batch))
                .as("step %d: commit of %d", step, batch.size())
                .isEqualTo(expected);
    }

    private Outcome store(Append append) {
        String sending = append.from().key() + " " + append.clientId();
        Message first = append.clientId() == null ? null : sendings.get(sending);
        if (first != null) {
            return new Outcome(first, true);
        }
        Message message = new Message(
                append.conversation(),
                of(append.conversation()).size() + 1L,
                append.time(),
                append.from(),
                append.text());
        said.add(message);
        if (append.clientId() != null) {
            sendings.put(sending, message);
        }
        return new Outcome(message, false);
    }

    private void history(int step, ConversationStore store) {
        ConversationId conversation = any(CONVERSATIONS);
        List<Message> messages = of(conversation);
        long seq = random.nextInt(messages.size() + 4);
        PageRequest page = any(List.of(PageRequest.newest(), PageRequest.before(seq), PageRequest.after(seq)));
        int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 600);

        assertThat(store.history(conversation, page, limit))
                .as("step %d: history of %s, %s, limit %d", step, conversation.key(), page, limit)
                .isEqualTo(expected(messages, page, limit));
    }

    private static HistoryPage expected(List<Message> messages, PageRequest page, int limit) {
        List<Message> candidates = new ArrayList<>(messages);
        if (page.from() == PageRequest.From.BEFORE) {
            candidates.removeIf(message -> message.seq() >= page.seq());
        } else if (page.from() == PageRequest.From.AFTER) {
            candidates.removeIf(message -> message.seq() <= page.seq());
        }
        boolean newestOnes = page.from() != PageRequest.From.AFTER;
        if (newestOnes) {
            Collections.reverse(candidates);
        }
        List<Message> chosen = new ArrayList<>(candidates.subList(0, Math.min(limit, candidates.size())));
        if (newestOnes) {
            Collections.reverse(chosen);
        }
        return new HistoryPage(chosen, candidates.size() > limit);
    }

    private List<Message> of(ConversationId conversation) {
        return said.stream()
                .filter(message -> message.conversation().equals(conversation))
                .toList();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
