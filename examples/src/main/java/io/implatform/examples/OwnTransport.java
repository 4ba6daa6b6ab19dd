package io.implatform.examples;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.protocol.TextFormat;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A transport over plain blocking sockets, two threads a connection: good for some hundreds of them. It
 * listens on the loopback address; port 0 takes a free one.
 */
public record OwnTransport(int port) implements Transport {
    @Override
    public Listener start(SessionHost host) throws IOException {
        ServerSocket server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
        PlainListener listener = new PlainListener(server, host, ConcurrentHashMap.newKeySet());
        new Thread(listener::accept, "plain-accept").start();
        return listener;
    }

    private record PlainListener(ServerSocket server, SessionHost host, Set<Client> clients) implements Listener {
        private void accept() {
            try {
                while (true) {
                    Client client = new Client(server.accept());
                    new Thread(client::read, "plain-read").start();
                    new Thread(client::write, "plain-write").start();
                }
            } catch (IOException e) {
                // stopAccepting() has closed the socket.
            }
        }

        @Override
        public URI address() {
            return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
        }

        @Override
        public void stopAccepting() {
            closeQuietly(server);
        }

        @Override
        public void close() {
            stopAccepting();
            clients.forEach(Client::close);
        }

        /** One connection. {@link #ring} is all that the server calls; {@link #connection} all that is called. */
        private final class Client {
            private final Socket socket;
            private final int lineBytes;
            private final Connection connection;
            private final Semaphore toWrite = new Semaphore(0);
            private final Semaphore toRead = new Semaphore(0);

            Client(Socket socket) {
                this.socket = socket;
                this.lineBytes = host.limits().getInt(Limit.LINE_BYTES);
                String address = String.valueOf(socket.getRemoteSocketAddress());
                this.connection = host.open(TextFormat.INSTANCE, Peer.at(address, socket.getInetAddress()), this::ring);
                clients.add(this);
            }

            /** Never waits, as a doorbell must not: a semaphore remembers the ring for each of the two threads. */
            private void ring() {
                toWrite.release();
                toRead.release();
            }

            private void write() {
                try {
                    boolean ended = false;
                    while (!ended && !socket.isClosed()) {
                        toWrite.acquire();
                        ended = connection.isEnded(); // asked first, so that what came before the end is sent
                        for (byte[] next = connection.poll(); next != null; next = connection.poll()) {
                            socket.getOutputStream().write(next);
                        }
                    }
                } catch (IOException | InterruptedException e) {
                    // The peer is gone: so are we.
                }
                close();
            }

            private void read() {
                byte[] line = new byte[lineBytes + 1];
                int length = 0;
                try {
                    var in = new BufferedInputStream(socket.getInputStream());
                    for (int b = in.read(); b >= 0; b = in.read()) {
                        if (b == '\n') {
                            submit(line, length);
                            length = 0;
                        } else {
                            line[Math.min(length++, lineBytes)] = (byte) b;
                        }
                    }
                    connection.endRequests();
                } catch (IOException | InterruptedException e) {
                    close();
                }
            }

            /** @param length of the whole line, of which {@code line} holds as much as may be */
            private void submit(byte[] line, int length) throws InterruptedException {
                int limit = Math.min(lineBytes, connection.requestBytes());
                int end = length > 0 && line[Math.min(length - 1, lineBytes)] == '\r' ? length - 1 : length;
                if (end > limit) {
                    Refusal tooLong = Refusal.of(RefusalCode.TOO_LONG, "over " + limit + " bytes");
                    connection.submit(TextFormat.INSTANCE.refuse(line, 0, limit, tooLong));
                } else if (end > 0) {
                    connection.submit(TextFormat.INSTANCE.decode(line, 0, end));
                }
                while (!connection.wantsRequests() && !socket.isClosed()) {
                    toRead.acquire();
                }
            }

            void close() {
                closeQuietly(socket);
                connection.disconnected();
                clients.remove(this);
                ring();
            }
        }
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
