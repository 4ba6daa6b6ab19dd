package io.implatform.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a store and its server and cuts a connection at the moment when a COMMIT passes by. */
final class CuttingProxy implements AutoCloseable {
    enum Cut {
        /** Never. */
        NONE,
        /** The server gets the COMMIT; its answer is lost. */
        AFTER,
        /** The COMMIT is lost, and the server sees that its peer is gone. */
        BEFORE,
        /** The COMMIT is lost, and the server does not notice. */
        BEFORE_UNNOTICED
    }

    private static final byte[] COMMIT = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NONE);
    private final AtomicInteger cuts = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean refuses;
    private final String host;
    private final int port;

    CuttingProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next COMMIT that passes is cut so, and no other one. */
    void cutNext(Cut cut) {
        next.set(cut);
    }

    /** Whether new connections end at once. */
    void refuse(boolean refuses) {
        this.refuses = refuses;
    }

    int cuts() {
        return cuts.get();
    }

    private interface Step {
        void take() throws IOException;
    }

    private static void start(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.take();
                    } catch (IOException e) {
                        // A connection has ended.
                    }
                },
                "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            if (refuses) {
                client.close();
                continue;
            }
            Socket server = new Socket(host, port);
            sockets.addAll(List.of(client, server));
            start("up", () -> up(client, server));
            start("down", () -> down(server, client));
        }
    }

    private void up(Socket client, Socket server) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[1 << 20];
        Cut cut = Cut.NONE;
        while (cut == Cut.NONE) {
            int read = in.read(buffer);
            if (read < 0) {
                server.close();
                return;
            }
            cut = holdsCommit(buffer, read) ? next.getAndSet(Cut.NONE) : Cut.NONE;
            if (cut != Cut.NONE) {
                cuts.incrementAndGet();
            }
            if (cut == Cut.AFTER) {
                // Nothing comes back any more from here on.
                client.shutdownOutput();
            }
            if (cut == Cut.NONE || cut == Cut.AFTER) {
                out.write(buffer, 0, read);
                out.flush();
            }
        }
        if (cut == Cut.BEFORE) {
            server.close();
        }
        client.close();
    }

    private static boolean holdsCommit(byte[] buffer, int length) {
        for (int i = 0; i + COMMIT.length <= length; i++) {
            if (Arrays.equals(buffer, i, i + COMMIT.length, COMMIT, 0, COMMIT.length)) {
                return true;
            }
        }
        return false;
    }

    private static void down(Socket server, Socket client) throws IOException {
        server.getInputStream().transferTo(client.getOutputStream());
        client.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
