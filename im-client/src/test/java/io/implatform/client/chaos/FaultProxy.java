package io.implatform.client.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad network between clients and a server: cuts connections, also in the middle of a line, delays what
 * they carry, closes one direction only, and swallows what is sent without a word. Whatever it does follows
 * from its seed and the sequence of the connections.
 */
final class FaultProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 2_048;

    private final ServerSocket listener;
    private final Random random;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile int target;
    private volatile boolean calm = true;
    private volatile boolean closed;

    FaultProxy(long seed) throws IOException {
        this.random = new Random(seed);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    URI address() {
        return URI.create("tcp://127.0.0.1:" + listener.getLocalPort());
    }

    /** Where connections go from here on. */
    void target(int port) {
        target = port;
    }

    /** Whether connections are left in peace. */
    void calm(boolean calm) {
        this.calm = calm;
    }

    int faults() {
        return faults.get();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                long seed;
                synchronized (random) {
                    seed = random.nextLong();
                }
                start(() -> connect(client, seed));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client, long seed) {
        Socket server = new Socket();
        Pair pair = new Pair(client, server);
        pairs.add(pair);
        try {
            // What is passed on in parts must not wait for the other side's acknowledgement: some 40 ms each time.
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2_000);
        } catch (IOException e) {
            pair.cut();
            return;
        }
        start(() -> pump(pair, client, server, new Random(seed)));
        start(() -> pump(pair, server, client, new Random(~seed)));
    }

    private void pump(Pair pair, Socket from, Socket to, Random dice) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int count;
            while ((count = from.getInputStream().read(buffer)) >= 0) {
                int passed = calm ? count : fault(to, dice, count);
                to.getOutputStream().write(buffer, 0, passed);
                if (passed < count) {
                    pair.cut();
                }
            }
            to.shutdownOutput();
        } catch (IOException | InterruptedException e) {
            pair.cut();
        }
    }

    /** @return how many of the bytes are to pass; fewer than all: then the connection is cut */
    private int fault(Socket to, Random dice, int count) throws IOException, InterruptedException {
        int roll = dice.nextInt(1_000);
        if (roll < 12) {
            faults.incrementAndGet();
            return dice.nextInt(count);
        }
        if (roll < 18) {
            faults.incrementAndGet();
            to.shutdownOutput(); // the other direction lives on, until the next write here fails
            Thread.sleep(dice.nextInt(700));
        } else if (roll < 22) {
            faults.incrementAndGet();
            Thread.sleep(1_500 + dice.nextInt(1_500)); // longer than the client's patience
        } else if (roll < 120) {
            Thread.sleep(dice.nextInt(60));
        }
        return count;
    }

    /** Cuts every connection at once. */
    void cutAll() {
        pairs.forEach(Pair::cut);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        cutAll();
    }

    private final class Pair {
        private final Socket client;
        private final Socket server;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Resets both sides. */
        void cut() {
            pairs.remove(this);
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
            try {
                socket.close();
            } catch (IOException e) {
                // Nothing is left to be done.
            }
        }
    }
}
