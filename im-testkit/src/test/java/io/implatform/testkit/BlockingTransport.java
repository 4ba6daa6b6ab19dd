package io.implatform.testkit;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.core.spi.WireFormat;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A transport on the JDK's blocking sockets: lines over TCP, with three threads a connection. */
record BlockingTransport(WireFormat format, int port) implements Transport {

    @Override
    public Listener start(SessionHost host) throws IOException {
        try {
            return new Door(new ServerSocket(port, 1_024, InetAddress.getLoopbackAddress()), format, host);
        } catch (IOException e) {
            throw new IOException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    private static final class Door implements Listener {
        final ServerSocket server;
        final WireFormat format;
        final SessionHost host;
        final ExecutorService threads = Executors.newCachedThreadPool();
        volatile boolean closed;

        Door(ServerSocket server, WireFormat format, SessionHost host) {
            this.server = server;
            this.format = format;
            this.host = host;
            threads.execute(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    open(new Link(this, server.accept()));
                }
            } catch (IOException e) {
                // The server socket is closed: no more connections.
            }
        }

        private synchronized void open(Link link) throws IOException {
            if (server.isClosed()) {
                link.socket.close();
                return;
            }
            threads.execute(link::read);
            threads.execute(link::write);
            threads.execute(link::closeInTheEnd);
        }

        @Override
        public URI address() {
            return URI.create("blocking://127.0.0.1:" + server.getLocalPort());
        }

        @Override
        public void stopAccepting() {
            try {
                server.close();
            } catch (IOException e) {
                throw new IllegalStateException("cannot close port " + server.getLocalPort(), e);
            }
        }

        @Override
        public void close() {
            stopAccepting();
            synchronized (this) {
                closed = true;
                threads.shutdown();
            }
            try {
                threads.awaitTermination(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One connection: a thread reads and makes the session, one writes, and one closes it in the end. */
    private static final class Link implements SessionHost.Doorbell {
        private static final int LOOK_MILLIS = 20;
        private final Door door;
        private final Socket socket;
        private final Semaphore toRead = new Semaphore(0);
        private final Semaphore toWrite = new Semaphore(0);
        private final Semaphore toClose = new Semaphore(0);
        private final CompletableFuture<Connection> opened = new CompletableFuture<>();
        private volatile boolean inputEnded;

        Link(Door door, Socket socket) {
            this.door = door;
            this.socket = socket;
        }

        @Override
        public void ring() {
            toRead.release();
            toWrite.release();
        }

        void read() {
            Connection connection = door.host.open(
                    door.format,
                    io.implatform.core.spi.Peer.at("127.0.0.1:" + socket.getPort(), socket.getInetAddress()),
                    this);
            opened.complete(connection);
            ring();
            try {
                awaitWanted(connection);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                int longest = door.host.limits().getInt(Limit.LINE_BYTES);
                for (int b = in.read(); b >= 0 && !socket.isClosed(); b = in.read()) {
                    if (b == '\n') {
                        submit(connection, line.toByteArray(), Math.min(longest, connection.requestBytes()));
                        line.reset();
                    } else if (line.size() <= Math.min(longest, connection.requestBytes())) {
                        line.write(b);
                    }
                }
                inputEnded = true;
                connection.endRequests();
            } catch (IOException e) {
                toClose.release();
            }
        }

        private void submit(Connection connection, byte[] line, int limit) {
            Refusal tooLong = Refusal.of(RefusalCode.TOO_LONG, "a line has at most " + limit + " bytes");
            boolean more = line.length > limit
                    ? connection.submit(door.format.refuse(line, 0, limit, tooLong))
                    : line.length == 0 || connection.submit(door.format.decode(line, 0, line.length));
            if (!more) {
                awaitWanted(connection);
            }
        }

        private void awaitWanted(Connection connection) {
            while (!connection.wantsRequests() && !connection.isEnded() && !socket.isClosed()) {
                toRead.acquireUninterruptibly();
            }
        }

        void write() {
            Connection connection = opened.join();
            try {
                while (!socket.isClosed() && !socket.isOutputShutdown()) {
                    toWrite.acquireUninterruptibly();
                    toWrite.drainPermits();
                    boolean ended = connection.isEnded(); // asked first, so that what came before the end is sent
                    for (byte[] frame = connection.poll(); frame != null; frame = connection.poll()) {
                        socket.getOutputStream().write(frame);
                    }
                    if (ended) {
                        socket.shutdownOutput();
                        ring();
                    }
                }
            } catch (IOException e) {
                toClose.release();
            }
        }

        /** Closes a connection that broke, or whose session ended and whose peer closes or takes nothing. */
        void closeInTheEnd() {
            Connection connection = opened.join();
            long limit = TimeUnit.MILLISECONDS.toNanos(door.host.limits().get(Limit.CLOSE_MILLIS));
            long ended = 0;
            try (socket) {
                while (!toClose.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS) && !door.closed) {
                    ended = ended == 0 && connection.isEnded() ? System.nanoTime() : ended;
                    boolean isDone = inputEnded && socket.isOutputShutdown();
                    if (ended != 0 && (isDone || System.nanoTime() - ended > limit)) {
                        break;
                    }
                }
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            ring();
            connection.disconnected();
        }
    }
}
