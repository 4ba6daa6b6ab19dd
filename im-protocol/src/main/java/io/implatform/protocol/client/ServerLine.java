package io.implatform.protocol.client;

import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import java.time.Duration;
import java.util.Optional;

/**
 * One line that a server sent, read. Immutable. {@code toString} shows no text of a message and no token.
 *
 * <p>Every request gets one {@link Ok} or {@link Refused}, in the order of the requests; those of a
 * history come before its {@link Ok} as {@link HistoryLine}s.
 */
public sealed interface ServerLine {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of line. */
    interface Cases<R> {
        R welcome(Welcome line);

        R ok(Ok line);

        R historyLine(HistoryLine line);

        R refused(Refused line);

        R event(Told line);

        R unknown(Unknown line);

        R foreign(Foreign line);
    }

    /**
     * The first line of every connection.
     *
     * @param server the server's name
     * @param version its version
     */
    record Welcome(String server, String version) implements ServerLine {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.welcome(this);
        }
    }

    /**
     * A request was done.
     *
     * @param ref the request's reference; empty where it had none
     * @param of what was asked for
     * @param result what came of it; its type follows from {@code of}
     */
    record Ok(Optional<String> ref, Verb of, Result result) implements ServerLine {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ok(this);
        }
    }

    /**
     * One message of a history page, oldest first; the {@link Ok} follows after the last one.
     *
     * @param ref the request's reference; empty where it had none
     */
    record HistoryLine(Optional<String> ref, ConversationRef in, Said said) implements ServerLine {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.historyLine(this);
        }
    }

    /**
     * A request was refused, and nothing was done.
     *
     * @param ref the request's reference; empty where it had none, or where the server could not read it
     * @param of what was asked for; empty where the server could not read it
     * @param code the stable code; may be one that this version does not know
     * @param words for a person
     * @param temporary whether the same request may succeed later
     * @param retryAfter how long to wait before the next attempt, where that is known
     */
    record Refused(
            Optional<String> ref,
            Optional<Verb> of,
            String code,
            String words,
            boolean temporary,
            Optional<Duration> retryAfter)
            implements ServerLine {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }

    /** An event: something that no request asked for. */
    record Told(ServerEvent event) implements ServerLine {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.event(this);
        }
    }

    /**
     * A JSON object of a type that this version does not know, or without what its type needs.
     *
     * @param ref its reference: where there is one, it answers that request
     * @param type its type
     */
    record Unknown(Optional<String> ref, String type) implements ServerLine {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unknown(this);
        }
    }

    /**
     * A line that is none of this protocol: the peer is another kind of server.
     *
     * @param excerpt its beginning, for a person: at most 100 characters, none of them a control character
     */
    record Foreign(String excerpt) implements ServerLine {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.foreign(this);
        }
    }
}
