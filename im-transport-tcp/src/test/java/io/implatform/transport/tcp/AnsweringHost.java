package io.implatform.transport.tcp;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server that answers at once: a post with its text's length, a refusal with itself, anything else with a pong.
 * What is {@linkplain #tell told} goes to every session.
 */
final class AnsweringHost implements SessionHost {
    private final Limits limits;
    private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();

    AnsweringHost(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Admission admit(Peer peer) {
        return new Admission() {
            @Override
            public Optional<Refusal> refusal() {
                return Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Connection open(WireFormat format, Peer peer, Admission admission, Doorbell doorbell) {
        Session session = new Session(doorbell);
        sessions.add(session);
        return session;
    }

    /** Puts a frame into every session's outbox, then rings for each. */
    synchronized void tell(byte[] frame) {
        sessions.forEach(session -> session.outbox.add(frame));
        sessions.forEach(session -> session.doorbell.ring());
    }

    @Override
    public Limits limits() {
        return limits;
    }

    private static final class Session implements Connection {
        private final Queue<byte[]> outbox = new ConcurrentLinkedQueue<>();
        private final Doorbell doorbell;
        private volatile boolean ended;

        Session(Doorbell doorbell) {
            this.doorbell = doorbell;
        }

        @Override
        public boolean submit(Request request) {
            if (!ended) {
                outbox.add(answer(request));
                ended = request.refusal()
                        .map(Refusal::code)
                        .filter(code -> code.isFatal())
                        .isPresent();
                doorbell.ring();
            }
            return !ended;
        }

        private static byte[] answer(Request request) {
            if (request.refusal().isPresent()) {
                return request.format()
                        .encode(
                                request.ref(),
                                new Reply.Refused(
                                        request.verb(), request.refusal().get()));
            }
            return request.command().orElseThrow() instanceof Command.Say post
                    ? (post.text().length() + "\n").getBytes(StandardCharsets.UTF_8)
                    : request.format().encode(request.ref(), new Reply.Pong());
        }

        @Override
        public boolean wantsRequests() {
            return !ended;
        }

        @Override
        public byte[] poll() {
            return outbox.poll();
        }

        @Override
        public boolean isEnded() {
            return ended && outbox.isEmpty();
        }

        @Override
        public void endRequests() {
            ended = true;
            doorbell.ring();
        }

        @Override
        public void disconnected() {
            ended = true;
        }
    }
}
