package io.implatform.bench.load;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The connections and the one selector that serves them: connects, logs in, splits into frames, writes. What
 * several replies of one connection make it send leaves in one write. One thread.
 */
final class Wire implements Dialect.Frames, AutoCloseable {
    private static final int BUFFER = 1 << 18;
    /** Below this the millisecond, which is the selector's unit, is too coarse. */
    private static final long PRECISE_NANOS = 50_000_000;

    /** Told of what happens. */
    interface Events {
        void ready(Connection connection);

        void payload(Connection connection, byte[] bytes, int at, int length, long now);

        void damaged(Connection connection);
    }

    private final Plan plan;
    private final Dialect dialect;
    private final List<InetSocketAddress> servers;
    private final Events events;
    private final Selector selector;
    private final Alarm alarm;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] input = new byte[2 * BUFFER];
    private final List<Connection> dirty = new ArrayList<>();

    /** The connection whose bytes are split now, and when they were read. */
    private Connection current = new Connection(-1);

    private long now;

    int connecting;
    int live;
    int lost;
    long acknowledged;
    long errors;
    long bytesRead;
    String firstError = "";
    private boolean closing;

    Wire(Plan plan, Dialect dialect, List<InetSocketAddress> servers, Events events) throws IOException {
        this.plan = plan;
        this.dialect = dialect;
        this.servers = List.copyOf(servers);
        this.events = events;
        this.selector = Selector.open();
        this.alarm = new Alarm(selector);
    }

    void connect(Connection connection) throws IOException {
        InetSocketAddress server = servers.get(Load.nodeOf(connection.id, servers.size()));
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        connection.channel = channel;
        connection.state = Connection.State.CONNECTING;
        connecting++;
        try {
            if (plan.sources() > 0
                    && server.getAddress().isLoopbackAddress()
                    && server.getAddress() instanceof Inet4Address) {
                channel.bind(new InetSocketAddress(source(connection.id % plan.sources()), 0));
            }
            channel.connect(server);
            connection.key = channel.register(selector, SelectionKey.OP_CONNECT, connection);
        } catch (IOException e) {
            lose(connection, String.valueOf(e.getMessage()));
        }
    }

    /** 127.0.0.2, …: an address has some 28,000 ports. */
    private static InetAddress source(int index) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, (byte) (index / 200), (byte) (2 + index % 200)});
    }

    /** What was put into the connection's {@code out} is written at the end of the round. */
    void written(Connection connection) {
        if (!connection.queued && connection.state != Connection.State.GONE) {
            connection.queued = true;
            dirty.add(connection);
        }
    }

    /** One round: waits until something happens or the time has come. */
    void round(long untilNanos) throws IOException {
        flush();
        long wait = untilNanos - System.nanoTime();
        if (wait <= 0) {
            selector.selectNow(this::happened);
        } else {
            if (wait < PRECISE_NANOS) {
                alarm.set(untilNanos);
            }
            selector.select(this::happened, wait / 1_000_000 + 1);
        }
        flush();
    }

    private void happened(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (connection.state == Connection.State.CONNECTING) {
                SocketChannel channel = channel(connection);
                if (channel.finishConnect()) {
                    connection.state = Connection.State.LOGGING_IN;
                    key.interestOps(SelectionKey.OP_READ);
                    nextStep(connection);
                }
                return;
            }
            if (key.isReadable()) {
                read(connection);
            }
            if (key.isValid() && key.isWritable()) {
                written(connection);
            }
        } catch (IOException e) {
            lose(connection, String.valueOf(e.getMessage()));
        }
    }

    private static SocketChannel channel(Connection connection) {
        return Objects.requireNonNull(connection.channel);
    }

    private void read(Connection connection) throws IOException {
        direct.clear();
        int count = channel(connection).read(direct);
        if (count < 0) {
            lose(connection, "closed by the server");
            return;
        }
        now = System.nanoTime();
        bytesRead += count;
        byte[] rest = connection.rest;
        int end = rest.length + count;
        System.arraycopy(rest, 0, input, 0, rest.length);
        direct.flip();
        direct.get(input, rest.length, count);
        current = connection;
        int used = dialect.split(input, 0, end, this);
        if (end - used >= BUFFER) {
            lose(connection, "a frame without end");
        } else if (used == end) {
            connection.rest = Connection.NOTHING;
        } else {
            byte[] kept = new byte[end - used];
            System.arraycopy(input, used, kept, 0, kept.length);
            connection.rest = kept;
        }
    }

    @Override
    public void payload(byte[] bytes, int at, int length) {
        events.payload(current, bytes, at, length, now);
    }

    @Override
    public void damaged() {
        events.damaged(current);
    }

    @Override
    public void control(byte[] bytes, int from, int to) {
        Connection connection = current;
        switch (dialect.meaning(bytes, from, to)) {
            case QUESTION -> {
                dialect.answer(connection.out, bytes, from, to);
                written(connection);
            }
            case ACKNOWLEDGEMENT -> acknowledged++;
            case ERROR -> error(connection, bytes, from, to);
            case NOTHING -> {}
        }
        Dialect.Step step = connection.step;
        if (step != null
                && step.until() != null
                && step.until().test(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1))) {
            nextStep(connection);
        }
    }

    private void error(Connection connection, byte[] bytes, int from, int to) {
        String line = new String(bytes, from, Math.min(to - from, 200), StandardCharsets.ISO_8859_1);
        Dialect.Step step = connection.step;
        // That a name is taken already may be what the step expects.
        if (step == null || step.until() == null || !step.until().test(line)) {
            errors++;
            if (firstError.isEmpty()) {
                firstError = line;
            }
        }
    }

    private void nextStep(Connection connection) {
        Dialect.Step step;
        do {
            step = dialect.step(plan, connection.id, connection.steps++);
            connection.step = step;
            if (step != null && step.send() != null) {
                connection.out.ascii(step.send());
                written(connection);
            }
        } while (step != null && step.until() == null);
        if (step == null) {
            connection.state = Connection.State.READY;
            connecting--;
            live++;
            events.ready(connection);
        }
    }

    private void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            Connection connection = dirty.get(i);
            connection.queued = false;
            if (connection.state != Connection.State.GONE) {
                try {
                    write(connection);
                } catch (IOException e) {
                    lose(connection, String.valueOf(e.getMessage()));
                }
            }
        }
        dirty.clear();
    }

    private void write(Connection connection) throws IOException {
        Out out = connection.out;
        SelectionKey key = Objects.requireNonNull(connection.key);
        while (!out.isEmpty()) {
            direct.clear();
            direct.put(out.bytes(), out.from(), Math.min(out.length(), BUFFER));
            direct.flip();
            int wrote = channel(connection).write(direct);
            out.taken(wrote);
            if (direct.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
        }
        if (key.interestOps() != SelectionKey.OP_READ) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void lose(Connection connection, String why) {
        if (connection.state == Connection.State.GONE) {
            return;
        }
        if (connection.state == Connection.State.READY) {
            live--;
        } else {
            connecting--;
        }
        connection.state = Connection.State.GONE;
        closeQuietly(connection);
        if (!closing) {
            lost++;
            if (firstError.isEmpty()) {
                firstError = "connection " + connection.id + ": " + why;
            }
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            channel(connection).close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        alarm.close();
        for (SelectionKey key : selector.keys()) {
            closeQuietly((Connection) key.attachment());
        }
        selector.close();
    }
}
