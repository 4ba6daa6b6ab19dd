package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.logic.Command;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.Transport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a {@link Transport} must do, rule by rule; {@code docs/contracts.md} gives the intent of each.
 *
 * <p>To hold a transport to it, extend it, say how to make the transport and how to connect to it, and
 * run it with JUnit. The server is played by the contract. Besides its own rule, every test checks that
 * the transport never calls {@code submit} or {@code poll} on two threads at once, never submits while
 * no request is wanted or after {@code endRequests}, and never calls the connection from within the
 * doorbell.
 */
public abstract class TransportContract {
    private static final int MANY = 1_000;
    private static final int SHORT_REQUEST = 600;
    private static final int LONG_TEXT = 32_768;
    private static final long TOO_MUCH = 64L << 20;
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final List<Peer> peers = new ArrayList<>();
    private final List<Thread> helpers = new ArrayList<>();
    private Transport.@Nullable Listener listener;
    private @Nullable ScriptedHost host;

    /**
     * The transport, listening on the loopback interface.
     *
     * @param port what to bind; 0 for any free port
     */
    protected abstract Transport transport(int port);

    /**
     * A client of it.
     *
     * @param address what {@link Transport.Listener#address} returned
     * @throws IOException if the connection is refused
     */
    protected abstract Peer connect(URI address) throws IOException;

    /**
     * What {@link Peer#read} returns for a frame that holds one line or message.
     *
     * @param frame as {@link io.implatform.core.spi.WireFormat#encode} made it: a line, unless overridden
     */
    protected String shown(byte[] frame) {
        String line = new String(frame, StandardCharsets.UTF_8);
        return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    }

    /** How long a rule waits for what has to happen. */
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Closes what the rule left open and checks what no transport may ever do. */
    @AfterEach
    public final void endOfRule() throws Exception {
        for (Peer peer : peers) {
            peer.close();
        }
        if (listener != null) {
            listener.close();
        }
        for (Thread helper : helpers) {
            helper.join(patience().toMillis());
        }
        if (host != null) {
            assertThat(host.problems()).as("what no transport may do").isEmpty();
        }
    }

    // Listening

    @Test
    @DisplayName("T1: the address holds the port that was bound")
    public void rule_T01_theAddressHoldsTheBoundPort() throws Exception {
        ScriptedHost server = start();
        assertThat(address().getPort()).isPositive();
        assertThat(address().getScheme()).isNotEmpty();
        peer();
        server.next();
    }

    @Test
    @DisplayName("T2: each connection is one session, and the peer's address is its own")
    public void rule_T02_aConnectionIsASession() throws Exception {
        ScriptedHost server = start();
        Set<String> expected = new HashSet<>();
        Set<String> told = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            expected.add(peer().address());
        }
        for (int i = 0; i < 3; i++) {
            told.add(server.next().peer());
        }
        assertThat(told).isEqualTo(expected);
        assertThat(server.hasNext()).isFalse();
    }

    @Test
    @DisplayName("T3: an address in use is an IOException that names it")
    public void rule_T03_anAddressInUseIsAnIoException() throws Exception {
        start();
        int port = address().getPort();
        ScriptedHost other = new ScriptedHost(await(), this::shown, Limits.DEFAULTS, connection -> {});
        Set<Thread> before = threads();
        assertThatThrownBy(() -> {
                    try (Transport.Listener second = transport(port).start(other)) {
                        throw new AssertionError("two listeners at " + second.address());
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(port));
        assertNoThreadsBut(before);
    }

    // Requests

    @Test
    @DisplayName("T4: requests that come in one piece are submitted each, whole and in order")
    public void rule_T04_requestsInOnePieceKeepTheirOrder() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        peer.write(requests(peer, 0, MANY));
        assertTexts(session, 0, MANY);
    }

    @Test
    @DisplayName("T5: a request that comes in two pieces is submitted once, wherever it was cut")
    public void rule_T05_requestsMayBeCutAnywhere() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        int length = peer.spell(post("é 0000")).length;
        for (int cut = 1; cut < length; cut++) {
            String text = "é " + (1_000 + cut);
            byte[] bytes = peer.spell(post(text));
            peer.write(Arrays.copyOf(bytes, cut));
            assertThat(session.hasRequest()).as("submitted before its end came").isFalse();
            peer.write(Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(session.nextText()).isEqualTo(text);
        }
    }

    @Test
    @DisplayName("T6: a transport that is told not to go on stops, and goes on at the doorbell without a loss")
    public void rule_T06_requestsPauseAndResume() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        session.allow(8);
        peer.write(requests(peer, 0, MANY));
        for (int taken = 0; taken < MANY; ) {
            await().until("the requests that were wanted", session::isUsedUp);
            int next = Math.min(taken + 8, MANY);
            assertTexts(session, taken, next);
            taken = next;
            session.allow(8);
            session.ring();
        }
        assertThat(session.hasRequest()).isFalse();
    }

    @Test
    @DisplayName("T7: a session that wants no requests at first is not given any")
    public void rule_T07_aSessionMayBeginPaused() throws Exception {
        ScriptedHost server = start(Limits.DEFAULTS, connection -> connection.allow(0));
        Peer peer = peer();
        ScriptedConnection session = server.next();
        peer.write(requests(peer, 0, 10));
        session.say("the line is open");
        assertThat(peer.read()).isEqualTo(session.shown("the line is open"));
        assertThat(session.hasRequest()).isFalse();
        session.allow(MANY);
        session.ring();
        assertTexts(session, 0, 10);
    }

    @Test
    @DisplayName("T8: while no request is wanted the peer's own sending stalls")
    public void rule_T08_aPausedPeerStalls() throws Exception {
        ScriptedHost server = start(Limits.DEFAULTS, connection -> connection.allow(1));
        Peer peer = peer();
        ScriptedConnection session = server.next();
        byte[] request = peer.spell(post("x".repeat(4_000)));
        AtomicLong written = new AtomicLong();
        run(() -> {
            while (written.get() < TOO_MUCH) {
                peer.write(request);
                written.addAndGet(request.length);
            }
        });
        assertThat(await().settled(written::get, QUIET, TOO_MUCH))
                .as("bytes taken from a peer whose requests are not wanted")
                .isLessThan(TOO_MUCH);
        session.allow(Integer.MAX_VALUE);
        session.ring();
        await().until("the rest of the requests", () -> written.get() >= TOO_MUCH);
    }

    // Frames

    @Test
    @DisplayName("T9: every frame that is polled arrives whole and in order, whatever its size")
    public void rule_T09_framesArriveInOrder() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String text = i + " " + "y".repeat(i % 100 == 50 ? 200_000 : i % 300);
            session.offer(session.frame(text));
            expected.add(session.shown(text));
            if (i % 3 == 0) {
                session.ring();
            }
        }
        session.ring();
        for (String line : expected) {
            assertThat(peer.read()).isEqualTo(line);
        }
    }

    @Test
    @DisplayName("T10: the doorbell may ring within open: what waits by then is sent")
    public void rule_T10_theDoorbellMayRingWithinOpen() throws Exception {
        ScriptedHost server = start(Limits.DEFAULTS, connection -> connection.say("welcome"));
        for (int i = 0; i < 20; i++) {
            Peer peer = peer();
            assertThat(peer.read()).isEqualTo(server.next().shown("welcome"));
        }
    }

    @Test
    @DisplayName("T11: the doorbell may ring within submit: the answer is sent")
    public void rule_T11_theDoorbellMayRingWithinSubmit() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        session.onRequest(request -> session.say("re: " + ScriptedConnection.text(request)));
        for (int i = 0; i < 100; i++) {
            peer.send(post("r" + i));
            assertThat(peer.read()).isEqualTo(session.shown("re: r" + i));
        }
    }

    @Test
    @DisplayName("T12: any thread may ring, at any moment, with a reason or without")
    public void rule_T12_anyThreadMayRing() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        int threads = 4;
        for (int t = 0; t < threads; t++) {
            int thread = t;
            run(() -> {
                for (int i = 0; i < MANY; i++) {
                    session.say(thread + " " + i);
                    session.ring();
                }
            });
        }
        Map<String, Integer> next = new HashMap<>();
        for (int i = 0; i < threads * MANY; i++) {
            String line = String.valueOf(peer.read());
            for (int t = 0; t < threads; t++) {
                String name = Integer.toString(t);
                int number = next.getOrDefault(name, 0);
                if (line.equals(session.shown(name + " " + number))) {
                    next.put(name, number + 1);
                }
            }
        }
        assertThat(next.values()).as("lines of each thread, in its order").containsOnly(MANY);
    }

    @Test
    @DisplayName("T13: ringing does not block, even while a request is being submitted")
    public void rule_T13_ringingNeverBlocks() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        session.onRequest(request -> {
            inside.countDown();
            awaitUninterruptibly(go);
        });
        try {
            peer.send(post("stuck"));
            assertThat(inside.await(patience().toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            Thread ringer = run(session::ring);
            ringer.join(patience().toMillis());
            assertThat(ringer.isAlive()).as("still ringing").isFalse();
        } finally {
            go.countDown();
        }
    }

    @Test
    @DisplayName("T14: frames are shared between sessions: the transport does not change them")
    public void rule_T14_framesAreNotChanged() throws Exception {
        ScriptedHost server = start();
        List<Peer> all = new ArrayList<>();
        List<ScriptedConnection> sessions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(peer());
            sessions.add(server.next());
        }
        byte[] frame = sessions.get(0).frame("for all of you");
        byte[] copy = frame.clone();
        for (ScriptedConnection session : sessions) {
            session.offer(frame);
            session.ring();
        }
        for (Peer peer : all) {
            assertThat(peer.read()).isEqualTo(sessions.get(0).shown("for all of you"));
        }
        assertThat(frame).isEqualTo(copy);
    }

    @Test
    @DisplayName("T15: a peer that does not read is not polled for, delays nobody, and misses nothing")
    public void rule_T15_aSlowReaderIsNotPolledFor() throws Exception {
        ScriptedHost server = start();
        Peer slow = peer();
        ScriptedConnection stalled = server.next();
        String filler = "z".repeat(LONG_TEXT);
        AtomicInteger frames = new AtomicInteger();
        AtomicInteger last = new AtomicInteger(Integer.MAX_VALUE);
        stalled.supply(() -> {
            int number = frames.get();
            if (number >= last.get() || stalled.polledBytes() > TOO_MUCH) {
                return null;
            }
            frames.incrementAndGet();
            return stalled.frame(number + filler);
        });
        stalled.ring();
        await().until("polled", () -> stalled.polledBytes() > 0);
        assertThat(await().settled(stalled::polledBytes, QUIET, TOO_MUCH))
                .as("bytes polled for a peer that reads nothing")
                .isPositive()
                .isLessThan(TOO_MUCH);

        Peer quick = peer();
        ScriptedConnection live = server.next();
        live.onRequest(request -> live.say("at once"));
        quick.send(post("hello"));
        assertThat(quick.read()).isEqualTo(live.shown("at once"));

        last.set(frames.get() + 100);
        for (int i = 0; i < last.get(); i++) {
            assertThat(slow.read()).isEqualTo(stalled.shown(i + filler));
        }
    }

    @Test
    @DisplayName("T16: a hundred connections at once are each served")
    public void rule_T16_aHundredConnectionsAtOnce() throws Exception {
        ScriptedHost server = start(
                Limits.DEFAULTS,
                connection ->
                        connection.onRequest(request -> connection.say("re: " + ScriptedConnection.text(request))));
        List<Peer> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(peer());
        }
        for (int i = 0; i < all.size(); i++) {
            all.get(i).send(post("p" + i));
        }
        ScriptedConnection any = server.next();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).read()).isEqualTo(any.shown("re: p" + i));
        }
    }

    // The end

    @Test
    @DisplayName("T17: a session that has ended is sent the rest, then closed")
    public void rule_T17_anEndedSessionIsClosedAfterItsLastFrame() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        for (int i = 0; i < 100; i++) {
            session.offer(session.frame("last words " + i));
        }
        session.end();
        for (int i = 0; i < 100; i++) {
            assertThat(peer.read()).isEqualTo(session.shown("last words " + i));
        }
        assertThat(peer.read()).as("after the end").isNull();
        peer.close();
        await().until("disconnected", session::isDisconnected);
    }

    @Test
    @DisplayName("T18: a session that has ended at open, as on a full server, is told why and closed")
    public void rule_T18_aRefusedConnectionIsTold() throws Exception {
        ScriptedHost server = start(Limits.DEFAULTS, connection -> {
            connection.offer(connection.frame("no room"));
            connection.end();
        });
        Peer peer = peer();
        assertThat(peer.read()).isEqualTo(server.next().shown("no room"));
        assertThat(peer.read()).isNull();
    }

    @Test
    @DisplayName("T19: last words reach a peer that is still sending")
    public void rule_T19_lastWordsReachAPeerThatSends() throws Exception {
        for (int i = 0; i < 20; i++) {
            ScriptedHost server = i == 0 ? start() : again();
            Peer peer = peer();
            ScriptedConnection session = server.next();
            session.allow(1);
            peer.write(requests(peer, 0, 10));
            session.nextText();
            session.offer(session.frame("goodbye"));
            session.end();
            assertThat(peer.read()).isEqualTo(session.shown("goodbye"));
            assertThat(peer.read()).isNull();
        }
    }

    @Test
    @DisplayName("T20: a peer that takes nothing of an ended session is cut off after CLOSE_MILLIS")
    public void rule_T20_anEndedSessionDoesNotWaitForEver() throws Exception {
        ScriptedHost server = start(Limits.DEFAULTS.with(Limit.CLOSE_MILLIS, 200), connection -> {});
        peer();
        ScriptedConnection session = server.next();
        session.offer(session.frame("w".repeat((int) TOO_MUCH / 2)));
        session.end();
        await().until("disconnected", session::isDisconnected);
    }

    @Test
    @DisplayName(
            "T21: what was sent before the peer ended its output is submitted, then endRequests called; answers still go out")
    public void rule_T21_aHalfClosedPeerIsAnswered() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        Assumptions.assumeTrue(peer.canEndOutput());
        ScriptedConnection session = server.next();
        session.stayAfterRequests();
        session.allow(10);
        peer.write(requests(peer, 0, 100));
        peer.endOutput();
        assertTexts(session, 0, 10);
        assertThat(session.areRequestsEnded()).as("ended while requests wait").isFalse();
        session.allow(MANY);
        session.ring();
        assertTexts(session, 10, 100);
        await().until("endRequests", session::areRequestsEnded);
        assertThat(session.isDisconnected()).isFalse();
        // More than the system buffers, so that the transport has to wait for its socket.
        String filler = "u".repeat(LONG_TEXT);
        for (int i = 0; i < 512; i++) {
            session.offer(session.frame(i + filler));
        }
        session.end();
        for (int i = 0; i < 512; i++) {
            assertThat(peer.read()).isEqualTo(session.shown(i + filler));
        }
        assertThat(peer.read()).isNull();
        await().until("disconnected", session::isDisconnected);
    }

    @Test
    @DisplayName("T22: a peer that closes is reported")
    public void rule_T22_aPeerThatClosesIsReported() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        peer.send(post("here"));
        session.nextText();
        peer.close();
        await().until("disconnected", session::isDisconnected);
    }

    @Test
    @DisplayName("T23: a connection that breaks is reported")
    public void rule_T23_aBrokenConnectionIsReported() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        session.stayAfterRequests();
        peer.reset();
        await().until("disconnected", session::isDisconnected);
    }

    @Test
    @DisplayName("T24: stopAccepting refuses new connections and leaves the old ones alone")
    public void rule_T24_stopAcceptingKeepsWhatIsOpen() throws Exception {
        ScriptedHost server = start();
        Peer peer = peer();
        ScriptedConnection session = server.next();
        listener().stopAccepting();
        listener().stopAccepting();
        assertThat(isTurnedAway()).as("a new connection is turned away").isTrue();
        peer.send(post("still here"));
        assertThat(session.nextText()).isEqualTo("still here");
        session.say("so am I");
        assertThat(peer.read()).isEqualTo(session.shown("so am I"));
        assertThat(server.hasNext())
                .as("a session for a connection after stopAccepting")
                .isFalse();
    }

    @Test
    @DisplayName(
            "T25: close closes every connection and gives back the port and every thread; twice is as good as once")
    public void rule_T25_closeLeavesNothingBehind() throws Exception {
        Set<Thread> before = threads();
        ScriptedHost server = start();
        Peer idle = peer();
        Peer unread = peer();
        Peer unheard = peer();
        List<ScriptedConnection> sessions = List.of(server.next(), server.next(), server.next());
        for (ScriptedConnection session : sessions) {
            if (session.peer().equals(unread.address())) {
                byte[] frame = session.frame("v".repeat(LONG_TEXT));
                session.supply(() -> session.polledBytes() < TOO_MUCH ? frame : null);
                session.ring();
            } else if (session.peer().equals(unheard.address())) {
                session.allow(1);
                unheard.write(requests(unheard, 0, 100));
            }
        }
        URI address = address();
        CountDownLatch closed = new CountDownLatch(1);
        run(() -> {
            listener().close();
            listener().close();
            closed.countDown();
        });
        assertThat(closed.await(30, TimeUnit.SECONDS))
                .as("closed in bounded time")
                .isTrue();
        assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);
        for (ScriptedConnection session : sessions) {
            assertThat(session.isDisconnected()).as("disconnected").isTrue();
        }
        assertThat(isAtEnd(idle)).as("at its end").isTrue();
        assertNoThreadsBut(before);
        ScriptedHost next = new ScriptedHost(await(), this::shown, Limits.DEFAULTS, connection -> {});
        try (Transport.Listener sameAddress = transport(address.getPort()).start(next)) {
            assertThat(sameAddress.address().getPort()).isEqualTo(address.getPort());
        }
    }

    @Test
    @DisplayName("T26: a request longer than the connection takes now is refused, or closes the connection")
    public void rule_T26_noRequestIsLongerThanTheConnectionTakes() throws Exception {
        ScriptedHost server = start(Limits.DEFAULTS, connection -> connection.allowBytes(SHORT_REQUEST));
        Peer peer = peer();
        ScriptedConnection session = server.next();
        peer.send(post("short"));
        assertThat(session.nextText()).isEqualTo("short");
        session.allowBytes(Integer.MAX_VALUE);
        String text = "x".repeat(2 * SHORT_REQUEST);
        peer.send(post(text));
        assertThat(session.nextText()).as("once longer ones are taken").isEqualTo(text);
        session.allowBytes(SHORT_REQUEST);
        peer.send(post(text));
        await().until("refused or closed", () -> session.isRefusalNext() || session.isDisconnected());
    }

    // Helpers

    private Await await() {
        return new Await(patience());
    }

    private ScriptedHost start() throws IOException {
        return start(Limits.DEFAULTS, connection -> {});
    }

    private ScriptedHost start(Limits limits, Consumer<ScriptedConnection> atOpen) throws IOException {
        ScriptedHost started = new ScriptedHost(await(), this::shown, limits, atOpen);
        listener = transport(0).start(started);
        host = started;
        return started;
    }

    private ScriptedHost again() {
        if (host == null) {
            throw new IllegalStateException("not started");
        }
        return host;
    }

    private Transport.Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("not started");
        }
        return listener;
    }

    private URI address() {
        return listener().address();
    }

    private Peer peer() throws IOException {
        Peer peer = connect(address());
        peers.add(peer);
        return peer;
    }

    private static Command post(String text) {
        return Command.Say.post(ConversationRef.lobby(), text, null);
    }

    /** The requests to post {@code from}, {@code from + 1}, … as one piece. */
    private static byte[] requests(Peer peer, int from, int to) {
        byte[] all = new byte[0];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte[] one = peer.spell(post("n" + i));
            if (length + one.length > all.length) {
                all = Arrays.copyOf(all, 2 * (length + one.length));
            }
            System.arraycopy(one, 0, all, length, one.length);
            length += one.length;
        }
        return Arrays.copyOf(all, length);
    }

    private static void assertTexts(ScriptedConnection session, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            assertThat(session.nextText()).isEqualTo("n" + i);
        }
    }

    /** Whether a new connection is refused; or ended, where the system had taken it on its own. */
    private boolean isTurnedAway() {
        try {
            return isAtEnd(peer());
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isAtEnd(Peer peer) {
        try {
            return peer.read() == null;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** What a helper thread does; an end of its connection ends it. */
    private interface Action {
        void run() throws IOException;
    }

    private Thread run(Action action) {
        Thread helper = new Thread(
                () -> {
                    try {
                        action.run();
                    } catch (IOException e) {
                        // The rule is over and has closed the peer; what the rule asserts tells the rest.
                    }
                },
                "contract-helper");
        helpers.add(helper);
        helper.start();
        return helper;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private void assertNoThreadsBut(Set<Thread> before) throws InterruptedException {
        Set<Thread> left = threads();
        left.removeAll(before);
        left.removeAll(helpers);
        for (Thread thread : left) {
            if (thread != Thread.currentThread() && !isOfTheJvm(thread)) {
                // Its work is done; its last instructions may take a moment.
                thread.join(Math.min(1_000, patience().toMillis()));
                assertThat(thread.isAlive())
                        .as("thread %s is left", thread.getName())
                        .isFalse();
            }
        }
    }

    private static boolean isOfTheJvm(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null
                && (group.getName().equals("system") || group.getName().equals("InnocuousThreadGroup"));
    }
}
