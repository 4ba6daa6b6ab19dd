package io.implatform.bench.load;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Speaks the limit program's protocol, and gets one message of each sender wrong, in the way that it is told. */
final class BrokenRelay implements AutoCloseable {
    /** What it does to the tenth message of each sender, on its way to connection 0. */
    enum Fault {
        NONE,
        LOSES,
        DOUBLES,
        SWAPS,
        DAMAGES_THE_HEAD,
        DAMAGES_THE_FILLER,
        SHORTENS,
        SENDS_TO_ANOTHER,
        STALLS,
        DISCONNECTS
    }

    private static final int WRONG = 10;
    static final long STALL_MILLIS = 1_000;

    private final Fault fault;
    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    private final Map<Integer, Peer> peers = new ConcurrentHashMap<>();
    private final Object oneAtATime = new Object();

    private static final class Peer {
        final Socket socket;
        final OutputStream out;
        int number;
        int spoken;
        String held;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.out = new BufferedOutputStream(socket.getOutputStream());
        }

        void write(String line) {
            try {
                out.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException e) {
                // The load has gone.
            }
        }
    }

    BrokenRelay(Fault fault) throws IOException {
        this.fault = fault;
        start(() -> {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                start(() -> serve(new Peer(socket)));
            }
        });
    }

    private interface Job {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Job job) {
        Thread thread = new Thread(() -> {
            try {
                job.run();
            } catch (IOException e) {
                // Closed: the end of this thread.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", listener.getLocalPort());
    }

    private void serve(Peer peer) throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(peer.socket.getInputStream(), StandardCharsets.ISO_8859_1));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            synchronized (oneAtATime) {
                hear(peer, line);
            }
        }
    }

    private void hear(Peer peer, String line) throws IOException, InterruptedException {
        String text = line.substring(2);
        switch (line.charAt(0)) {
            case 'N' -> {
                peer.number = Integer.parseInt(text);
                peers.put(peer.number, peer);
                peer.write("+");
            }
            case 'B' -> {
                boolean wrong = ++peer.spoken == WRONG;
                for (Peer other : List.copyOf(new LinkedHashMap<>(peers).values())) {
                    if (other != peer) {
                        tell(other, text, wrong && other.number == 0);
                    }
                }
            }
            default -> {
                boolean wrong = ++peer.spoken == WRONG;
                int space = text.indexOf(' ');
                int to = Integer.parseInt(text.substring(0, space));
                int sentTo = wrong && fault == Fault.SENDS_TO_ANOTHER ? 3 - peer.number - to : to;
                tell(peers.get(sentTo), text.substring(space + 1), wrong);
            }
        }
    }

    private void tell(Peer to, String text, boolean wrong) throws IOException, InterruptedException {
        if (!wrong) {
            to.write(text);
            if (to.held != null) {
                to.write(to.held);
                to.held = null;
            }
            return;
        }
        switch (fault) {
            case LOSES -> {}
            case DOUBLES -> {
                to.write(text);
                to.write(text);
            }
            case SWAPS -> to.held = text;
            case DAMAGES_THE_HEAD -> to.write(flipped(text, 15));
            case DAMAGES_THE_FILLER -> to.write(flipped(text, 60));
            case SHORTENS -> to.write(text.substring(0, text.length() - 1));
            case STALLS -> {
                Thread.sleep(STALL_MILLIS);
                to.write(text);
            }
            case DISCONNECTS -> to.socket.close();
            case NONE, SENDS_TO_ANOTHER -> to.write(text);
        }
    }

    private static String flipped(String text, int at) {
        return text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(List.of(listener));
        peers.values().forEach(peer -> all.add(peer.socket));
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
