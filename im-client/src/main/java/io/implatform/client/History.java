package io.implatform.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.PageRequest;
import io.implatform.protocol.client.Said;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The stored messages of a conversation, read a page at a time as they are asked for. Immutable; each
 * iteration begins anew.
 *
 * <p>An edited message has its newest text, a deleted one an empty text and its state. Iterating blocks
 * where a page has to be fetched, so not in a listener. It throws {@link RequestRefusedException} where the
 * server refuses, and {@link ClientClosedException} where the client is closed; over a reconnect it waits.
 *
 * <pre>{@code
 * client.history(ConversationRef.with("bob")).stream().limit(20).forEach(said -> show(said));
 * }</pre>
 */
public final class History implements Iterable<Said> {
    private static final int DEFAULT_PAGE = 100;

    private final ChatClient client;
    private final ConversationRef of;
    private final boolean oldestFirst;
    private final long beyond;
    private final int pageSize;

    private History(ChatClient client, ConversationRef of, boolean oldestFirst, long beyond, int pageSize) {
        this.client = client;
        this.of = of;
        this.oldestFirst = oldestFirst;
        this.beyond = beyond;
        this.pageSize = pageSize;
    }

    static History newestFirst(ChatClient client, ConversationRef of) {
        return new History(client, of, false, 0, DEFAULT_PAGE);
    }

    /**
     * One page.
     *
     * @param messages oldest first
     * @param more whether there are further ones in the direction that was asked for
     */
    public record Page(List<Said> messages, boolean more) {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /** The same messages from the first one on. */
    public History oldestFirst() {
        return new History(client, of, true, 0, pageSize);
    }

    /** The messages before {@code seq}, the newest of them first. */
    public History before(long seq) {
        return new History(client, of, false, seq, pageSize);
    }

    /** The messages after {@code seq}, the oldest of them first. */
    public History after(long seq) {
        return new History(client, of, true, seq, pageSize);
    }

    /** The same with another number of messages a page; a server takes up to 500 by default. */
    public History pageSize(int messages) {
        if (messages < 1) {
            throw new IllegalArgumentException("page size " + messages + " < 1");
        }
        return new History(client, of, oldestFirst, beyond, messages);
    }

    public Stream<Said> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<Said> iterator() {
        return new Pages();
    }

    private final class Pages implements Iterator<Said> {
        private final ArrayDeque<Said> page = new ArrayDeque<>();
        private PageRequest next = oldestFirst
                ? PageRequest.after(beyond)
                : beyond == 0 ? PageRequest.newest() : PageRequest.before(beyond);
        private boolean more = true;

        @Override
        public boolean hasNext() {
            while (page.isEmpty() && more) {
                fetch();
            }
            return !page.isEmpty();
        }

        @Override
        public Said next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.remove();
        }

        private void fetch() {
            Page fetched = get();
            more = fetched.more() && !fetched.messages().isEmpty();
            for (Said said : fetched.messages()) {
                if (oldestFirst) {
                    page.addLast(said);
                } else {
                    page.addFirst(said);
                }
            }
            if (!page.isEmpty()) {
                long last = page.getLast().seq();
                next = oldestFirst ? PageRequest.after(last) : PageRequest.before(last);
            }
        }

        private Page get() {
            try {
                return client.historyPage(of, next, pageSize).join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof ClientException why) {
                    throw why;
                }
                throw e;
            }
        }
    }
}
