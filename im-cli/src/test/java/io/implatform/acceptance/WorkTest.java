package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.implatform.core.ChatServer;
import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.core.spi.WireFormat;
import io.implatform.core.spi.Write;
import io.implatform.protocol.TextFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a message costs, counted: encodings, transactions, doorbells, frames, wake-ups, bytes allocated. No clock
 * has a say, so that a slow machine changes nothing and a slower server is noticed.
 */
class WorkTest {
    private static final int BATCH = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The text form, counting what it encodes. Equal to every other, as a format is. */
    private static final class CountingFormat implements WireFormat {
        final AtomicInteger events = new AtomicInteger();
        final AtomicInteger replies = new AtomicInteger();

        @Override
        public Request decode(byte[] bytes, int offset, int length) {
            Request read = TextFormat.INSTANCE.decode(bytes, offset, length);
            return Request.of(this, read.ref(), length, read.command().orElseThrow());
        }

        @Override
        public Request refuse(byte[] beginning, int offset, int length, Refusal refusal) {
            return Request.malformed(this, null, length, null, refusal);
        }

        @Override
        public byte[] encode(Event event) {
            // How far something was delivered is told now and then, not with each message.
            if (!(event instanceof Event.Delivered)) {
                events.incrementAndGet();
            }
            return TextFormat.INSTANCE.encode(event);
        }

        @Override
        public byte[] encode(@Nullable String ref, Reply reply) {
            replies.incrementAndGet();
            return TextFormat.INSTANCE.encode(ref, reply);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof CountingFormat;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** One connection without a socket. */
    private static final class Wire implements SessionHost.Doorbell {
        final AtomicInteger rings = new AtomicInteger();
        private final Semaphore rung = new Semaphore(0);
        private final CountingFormat format;
        private final Connection connection;

        Wire(SessionHost host, CountingFormat format) {
            this.format = format;
            this.connection = host.open(format, Peer.named("test"), this);
        }

        @Override
        public void ring() {
            rings.incrementAndGet();
            rung.release();
        }

        void send(String line) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            connection.submit(format.decode(bytes, 0, bytes.length));
        }

        /** Posts to the lobby under an id. */
        void say(String text, String id) {
            Command post = new Command.Say(Command.Say.What.POST, ConversationRef.lobby(), 0, text, id);
            connection.submit(Request.of(format, null, text.length(), post));
        }

        /** What waits, a string a frame. */
        List<String> frames() {
            List<String> frames = new ArrayList<>();
            for (byte[] next = connection.poll(); next != null; next = connection.poll()) {
                frames.add(new String(next, StandardCharsets.UTF_8));
            }
            return frames;
        }

        void awaitLine(String beginning) {
            StringBuilder seen = new StringBuilder();
            while (true) {
                rung.drainPermits();
                frames().forEach(seen::append);
                if (seen.indexOf(beginning) >= 0) {
                    return;
                }
                // The doorbell says when there is more; asking every now and then takes minutes for thousands of lines.
                try {
                    assertThat(rung.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .as("something after: %s", seen)
                            .isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Knows the lane's thread, counts transactions, and can hold them up. */
    private static final class WatchedStore extends StoreInBetween<MemoryStore> {
        final AtomicInteger commits = new AtomicInteger();
        final Gate go = Gate.closed();
        final AtomicInteger begun = new AtomicInteger();
        volatile long laneId;

        WatchedStore() {
            super(new MemoryStore());
            go.open();
        }

        @Override
        public List<Outcome> commit(List<? extends Write> batch) {
            laneId = Thread.currentThread().getId();
            begun.incrementAndGet();
            go.pass();
            commits.incrementAndGet();
            return super.commit(batch);
        }
    }

    private final WatchedStore store = new WatchedStore();
    private final CountingFormat format = new CountingFormat();

    private ChatServer start(Transport transport) throws IOException {
        return ChatServer.builder()
                .limits(Chat.LIMITS)
                .store(store)
                .transport(transport)
                .start();
    }

    /** Hands out the host. */
    private static final class NoTransport implements Transport, Transport.Listener {
        private @Nullable SessionHost host;

        @Override
        public Listener start(SessionHost server) {
            host = server;
            return this;
        }

        @Override
        public URI address() {
            return URI.create("test://here");
        }

        @Override
        public void stopAccepting() {}

        @Override
        public void close() {}
    }

    private List<Wire> join(NoTransport transport, int sessions) {
        List<Wire> wires = new ArrayList<>();
        SessionHost host = transport.host;
        if (host == null) {
            throw new IllegalStateException("not started");
        }
        for (int i = 0; i < sessions; i++) {
            Wire wire = new Wire(host, format);
            String user = "user" + i % 8;
            if (i < 8) {
                wire.send("REGISTER " + user + " " + Chat.PASSWORD);
            }
            wire.send("LOGIN " + user + " " + Chat.PASSWORD);
            wire.awaitLine("OK LOGIN");
            wires.add(wire);
        }
        return wires;
    }

    private static void end(List<Wire> wires) {
        wires.forEach(wire -> wire.connection.disconnected());
    }

    @Test
    void aBatchToManySessionsIsOneTransactionOneEncodingAMessageAndOneFrameAndDoorbellASession() throws IOException {
        NoTransport transport = new NoTransport();
        try (ChatServer server = start(transport)) {
            List<Wire> wires = join(transport, 200);
            Wire sender = wires.get(0);
            // While the lane is held up by the first message, a batch comes together.
            store.go.shut();
            int begun = store.begun.get();
            sender.send("MESSAGE first");
            await().atMost(PATIENCE).until(() -> store.begun.get() > begun);
            wires.forEach(Wire::frames);
            for (int i = 0; i < BATCH; i++) {
                sender.send("MESSAGE number " + i);
            }
            int commits = store.commits.get();
            int events = format.events.get();
            int replies = format.replies.get();
            wires.forEach(wire -> wire.rings.set(0));
            store.go.open();
            await().atMost(PATIENCE).until(() -> format.replies.get() == replies + 1 + BATCH);
            // Once the lane begins another commit, it has told everybody of those before.
            store.go.shut();
            sender.send("MESSAGE last");
            await().atMost(PATIENCE).until(() -> store.begun.get() == begun + 3);

            assertThat(store.commits.get() - commits).as("transactions").isEqualTo(2);
            assertThat(format.events.get() - events).as("encodings").isEqualTo(1 + BATCH);
            for (Wire wire : wires.subList(1, wires.size())) {
                assertThat(wire.rings.get()).as("doorbells").isEqualTo(1);
                List<String> frames = wire.frames();
                assertThat(frames).as("frames: the first, and the batch").hasSize(2);
                assertThat(frames.get(1).lines()).hasSize(BATCH);
            }
            assertThat(sender.frames()).as("a reply a message").hasSize(1 + BATCH);
            store.go.open();
            end(wires);
            assertThat(server.addresses()).hasSize(1);
        }
    }

    @Test
    void whatWaitsInABrokenConnectionIsLeftWhereItWillBeSentAgain() throws IOException {
        NoTransport transport = new NoTransport();
        try (ChatServer server = start(transport)) {
            List<Wire> wires = join(transport, 2);
            Wire sender = wires.get(0);
            store.go.shut();
            int begun = store.begun.get();
            sender.say("under way", "0");
            await().atMost(PATIENCE).until(() -> store.begun.get() > begun);
            sender.say("before what has no id", "1");
            sender.send("MESSAGE that cannot be sent again");
            // With those before them they would be taken at once: seen together with them, were they not left.
            for (int i = 2; i <= BATCH / 2; i++) {
                sender.say("number " + i, Integer.toString(i));
            }
            sender.connection.disconnected();
            store.go.open();
            wires.get(1).awaitLine("that cannot be sent again");

            assertThat(store.head(ConversationId.LOBBY))
                    .as("what was under way, what has no id, and what was asked before that")
                    .isEqualTo(3);
            end(wires.subList(1, 2));
            assertThat(server.addresses()).hasSize(1);
        }
    }

    @Test
    void whatALaneAllocatesDoesNotGrowWithTheRecipients() throws IOException {
        NoTransport transport = new NoTransport();
        try (ChatServer server = start(transport)) {
            List<Wire> wires = join(transport, 100);
            wires.get(0).send("MESSAGE hello");
            wires.get(0).awaitLine("OK MESSAGE"); // the lane's thread is known
            drain(wires);
            allocatedByLane(wires, 50); // classes are loaded
            long few = allocatedByLane(wires, 50);
            List<Wire> more = join(transport, 1_000);
            List<Wire> all = new ArrayList<>(wires);
            all.addAll(more);
            allocatedByLane(all, 50);
            long many = allocatedByLane(all, 50);

            double bytesADelivery = (many - few) / (50.0 * more.size());
            assertThat(bytesADelivery)
                    .as("%s bytes for 100, %s for 1,100", few, many)
                    .isLessThan(4);
            end(all);
            assertThat(server.addresses()).hasSize(1);
        }
    }

    /** The least that the lane allocated for so many broadcasts, each in a batch of its own. */
    private long allocatedByLane(List<Wire> wires, int messages) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int again = 0; again < 3; again++) {
            long before = memory.getThreadAllocatedBytes(store.laneId);
            for (int i = 0; i < messages; i++) {
                wires.get(0).send("MESSAGE hello");
                wires.get(0).awaitLine("OK MESSAGE");
                drain(wires);
            }
            least = Math.min(least, memory.getThreadAllocatedBytes(store.laneId) - before);
        }
        return least;
    }

    private static void drain(List<Wire> wires) {
        for (Wire wire : wires) {
            while (wire.connection.poll() != null) {
                // Only that nothing waits.
            }
        }
    }

    @Test
    void aPrivateMessageIsEncodedOnceForItsAddresseeAndNotForItsSender() throws IOException {
        NoTransport transport = new NoTransport();
        try (ChatServer server = start(transport)) {
            List<Wire> wires = join(transport, 2);
            wires.get(0).send("PRIVATE user1 first");
            wires.get(1).awaitLine("PRIVATE user0 first");
            int events = format.events.get();
            for (int i = 0; i < BATCH; i++) {
                wires.get(0).send("PRIVATE user1 number " + i);
                wires.get(1).awaitLine("number " + i);
            }
            assertThat(format.events.get() - events).as("encodings").isEqualTo(BATCH);
            end(wires);
            assertThat(server.addresses()).hasSize(1);
        }
    }
}
