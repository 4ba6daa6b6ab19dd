package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Command;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.core.spi.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract of transports passes a good one and catches the broken ones. */
final class TransportContractTest {

    @Test
    void aGoodTransportPasses() {
        TestExecutionSummary summary = RuleRun.ofAll(Good.class);
        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(26);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("T01", HidesThePort.class),
                Arguments.of("T02", HidesThePeer.class),
                Arguments.of("T03", TakesAnyPort.class),
                Arguments.of("T04", LosesARequest.class),
                Arguments.of("T06", IgnoresPauses.class),
                Arguments.of("T09", SwapsFrames.class),
                Arguments.of("T10", DropsTheFirstRing.class),
                Arguments.of("T12", PollsWithinTheBell.class),
                Arguments.of("T13", LocksTheBell.class),
                Arguments.of("T14", ScribblesOnFrames.class),
                Arguments.of("T15", PollsAhead.class),
                Arguments.of("T17", NeverEnds.class),
                Arguments.of("T20", NeverGivesUp.class),
                Arguments.of("T21", ForgetsTheEndOfRequests.class),
                Arguments.of("T22", ForgetsDisconnects.class),
                Arguments.of("T24", AcceptsForEver.class),
                Arguments.of("T25", LeavesAThread.class),
                Arguments.of("T26", TakesAnyLength.class));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenTransportIsCaughtByItsRule(String rule, Class<?> contract) {
        assertThat(RuleRun.of(contract, rule).getTestsFailedCount()).isEqualTo(1);
    }

    static class Good extends TransportContract {
        @Override
        protected Transport transport(int port) {
            return new BlockingTransport(new SampleFormat(), port);
        }

        @Override
        protected Peer connect(URI address) throws IOException {
            return new SocketPeer(address, Good::line, patience());
        }

        private static byte[] line(Command command) {
            byte[] request = SampleFormat.spell(null, command);
            byte[] line = Arrays.copyOf(request, request.length + 1);
            line[request.length] = '\n';
            return line;
        }
    }

    /** A transport that is good but for what is done to its connections, or to its listener. */
    private abstract static class Broken extends Good {
        @Override
        protected Duration patience() {
            return Duration.ofMillis(500);
        }

        @Override
        protected final Transport transport(int port) {
            return host -> listener(good(port).start(new Host(host, this)), host);
        }

        Transport good(int port) {
            return super.transport(port);
        }

        Transport.Listener listener(Transport.Listener good, SessionHost host) throws IOException {
            return good;
        }

        Connection connection(Connection real) {
            return real;
        }

        SessionHost.Doorbell bell(SessionHost.Doorbell real, AtomicReference<Connection> connection) {
            return real;
        }
    }

    private record Host(SessionHost real, Broken broken) implements SessionHost {
        @Override
        public Admission admit(io.implatform.core.spi.Peer peer) {
            return real.admit(peer);
        }

        @Override
        public Connection open(
                WireFormat format, io.implatform.core.spi.Peer peer, Admission admission, Doorbell doorbell) {
            AtomicReference<Connection> opened = new AtomicReference<>();
            io.implatform.core.spi.Peer shown =
                    broken instanceof HidesThePeer ? io.implatform.core.spi.Peer.named("127.0.0.1") : peer;
            Connection connection = real.open(format, shown, admission, broken.bell(doorbell, opened));
            opened.set(connection);
            return broken.connection(connection);
        }

        @Override
        public Limits limits() {
            return broken instanceof NeverGivesUp ? Limits.DEFAULTS : real.limits();
        }
    }

    /** Does what the real connection does. */
    private static class Link implements Connection {
        final Connection real;

        Link(Connection real) {
            this.real = real;
        }

        @Override
        public boolean submit(Request request) {
            return real.submit(request);
        }

        @Override
        public boolean wantsRequests() {
            return real.wantsRequests();
        }

        @Override
        public int requestBytes() {
            return real.requestBytes();
        }

        @Override
        public byte[] poll() {
            return real.poll();
        }

        @Override
        public boolean isEnded() {
            return real.isEnded();
        }

        @Override
        public void endRequests() {
            real.endRequests();
        }

        @Override
        public void disconnected() {
            real.disconnected();
        }
    }

    /** A listener that does what the real one does. */
    private static class Door implements Transport.Listener {
        final Transport.Listener real;

        Door(Transport.Listener real) {
            this.real = real;
        }

        @Override
        public URI address() {
            return real.address();
        }

        @Override
        public void stopAccepting() {
            real.stopAccepting();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    static final class HidesThePort extends Broken {
        @Override
        Transport.Listener listener(Transport.Listener good, SessionHost host) {
            return new Door(good) {
                @Override
                public URI address() {
                    return URI.create("blocking://127.0.0.1:0");
                }
            };
        }
    }

    static final class HidesThePeer extends Broken {}

    static final class TakesAnyPort extends Broken {
        @Override
        Transport good(int port) {
            return super.good(0);
        }
    }

    static final class LosesARequest extends Broken {
        @Override
        Connection connection(Connection real) {
            AtomicInteger count = new AtomicInteger();
            return new Link(real) {
                @Override
                public boolean submit(Request request) {
                    return count.incrementAndGet() == 500 || real.submit(request);
                }
            };
        }
    }

    static final class IgnoresPauses extends Broken {
        @Override
        Connection connection(Connection real) {
            return new Link(real) {
                @Override
                public boolean submit(Request request) {
                    real.submit(request);
                    return true;
                }
            };
        }
    }

    static final class TakesAnyLength extends Broken {
        @Override
        Connection connection(Connection real) {
            return new Link(real) {
                @Override
                public int requestBytes() {
                    return Integer.MAX_VALUE;
                }
            };
        }
    }

    static final class SwapsFrames extends Broken {
        @Override
        Connection connection(Connection real) {
            Queue<byte[]> swapped = new ArrayDeque<>();
            return new Link(real) {
                @Override
                public byte[] poll() {
                    if (!swapped.isEmpty()) {
                        return swapped.poll();
                    }
                    byte[] first = real.poll();
                    byte[] second = first == null ? null : real.poll();
                    if (second == null) {
                        return first;
                    }
                    swapped.add(first);
                    return second;
                }
            };
        }
    }

    static final class DropsTheFirstRing extends Broken {
        @Override
        SessionHost.Doorbell bell(SessionHost.Doorbell real, AtomicReference<Connection> connection) {
            return () -> {
                if (connection.get() != null) {
                    real.ring();
                }
            };
        }

        @Override
        Connection connection(Connection real) {
            AtomicBoolean polled = new AtomicBoolean();
            return new Link(real) {
                @Override
                public byte[] poll() {
                    return polled.getAndSet(true) ? real.poll() : null;
                }
            };
        }
    }

    static final class PollsWithinTheBell extends Broken {
        @Override
        SessionHost.Doorbell bell(SessionHost.Doorbell real, AtomicReference<Connection> connection) {
            return () -> {
                Connection opened = connection.get();
                if (opened != null) {
                    opened.wantsRequests();
                }
                real.ring();
            };
        }
    }

    static final class LocksTheBell extends Broken {
        private final Object lock = new Object();

        @Override
        SessionHost.Doorbell bell(SessionHost.Doorbell real, AtomicReference<Connection> connection) {
            return () -> {
                synchronized (lock) {
                    real.ring();
                }
            };
        }

        @Override
        Connection connection(Connection real) {
            return new Link(real) {
                @Override
                public boolean submit(Request request) {
                    synchronized (lock) {
                        return real.submit(request);
                    }
                }
            };
        }
    }

    static final class ScribblesOnFrames extends Broken {
        @Override
        Connection connection(Connection real) {
            return new Link(real) {
                @Override
                public byte[] poll() {
                    byte[] frame = real.poll();
                    if (frame != null) {
                        frame[0] ^= 0x20;
                    }
                    return frame;
                }
            };
        }
    }

    static final class PollsAhead extends Broken {
        @Override
        Connection connection(Connection real) {
            Queue<byte[]> ahead = new ArrayDeque<>();
            return new Link(real) {
                @Override
                public byte[] poll() {
                    for (byte[] frame = real.poll(); frame != null; frame = real.poll()) {
                        ahead.add(frame);
                    }
                    return ahead.poll();
                }
            };
        }
    }

    static final class NeverEnds extends Broken {
        @Override
        Connection connection(Connection real) {
            return new Link(real) {
                @Override
                public boolean isEnded() {
                    return false;
                }
            };
        }
    }

    static final class NeverGivesUp extends Broken {}

    static final class ForgetsTheEndOfRequests extends Broken {
        @Override
        Connection connection(Connection real) {
            return new Link(real) {
                @Override
                public void endRequests() {
                    // Forgotten.
                }
            };
        }
    }

    static final class ForgetsDisconnects extends Broken {
        @Override
        Connection connection(Connection real) {
            return new Link(real) {
                @Override
                public void disconnected() {
                    // Forgotten.
                }
            };
        }
    }

    static final class AcceptsForEver extends Broken {
        @Override
        Transport.Listener listener(Transport.Listener good, SessionHost host) {
            return new Door(good) {
                @Override
                public void stopAccepting() {
                    // Goes on.
                }
            };
        }
    }

    static final class LeavesAThread extends Broken {
        private static final CountDownLatch FOR_EVER = new CountDownLatch(1);

        @Override
        Transport.Listener listener(Transport.Listener good, SessionHost host) {
            Thread left = new Thread(
                    () -> {
                        try {
                            FOR_EVER.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "left-behind");
            left.setDaemon(true);
            left.start();
            return good;
        }
    }
}
