package io.implatform.bench.growth;

import io.implatform.bench.load.Progress;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a history into a store, through the store's own interface and in large batches: half of it in the lobby,
 * half spread over private conversations, in which everything was delivered. One thread.
 */
public final class StoreFiller {
    private static final int BATCH = 10_000;
    private static final String TEXT = "x".repeat(100);

    private final ConversationStore store;
    private final int users;
    private final List<ConversationId> conversations = new ArrayList<>();

    /**
     * A filler for {@code pairs} conversations among the users {@code u0}, {@code u1}, …: user i talks to i + 1, then
     * to i + 2, as the pairs of the load do.
     */
    public StoreFiller(ConversationStore store, int users, int pairs) {
        this.store = store;
        this.users = users;
        for (int pair = 0; pair < pairs; pair++) {
            conversations.add(ConversationId.between(first(pair), user((pair + 1 + pair / users) % users)));
        }
    }

    private UserId first(int pair) {
        return user(pair % users);
    }

    private static UserId user(int number) {
        return UserId.of("u" + number);
    }

    /** Adds messages {@code from} (counted from 0) to {@code to}, excluded. */
    public void fill(long from, long to, Progress progress) {
        Instant time = Instant.ofEpochSecond(1_700_000_000);
        List<Write> batch = new ArrayList<>(BATCH);
        for (long i = from; i < to; i++) {
            int pair = (int) (i / 2 % conversations.size());
            ConversationId conversation = i % 2 == 0 ? ConversationId.LOBBY : conversations.get(pair);
            batch.add(new Write.Append(conversation, first(pair), time, TEXT, null));
            if (batch.size() == BATCH || i == to - 1) {
                store.commit(batch);
                batch.clear();
                progress.at("filling", (double) (i - from), (double) (to - from));
            }
        }
        for (int pair = 0; pair < conversations.size(); pair++) {
            ConversationId conversation = conversations.get(pair);
            long head = store.head(conversation);
            Position all = new Position(head, head);
            batch.add(new Write.MovePosition(first(pair), conversation, all));
            batch.add(new Write.MovePosition(user((pair + 1 + pair / users) % users), conversation, all));
        }
        store.commit(batch);
    }
}
