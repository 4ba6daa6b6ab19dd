package io.implatform.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The thread that sends on one connection, so that nobody who asks for something waits for the network.
 *
 * <p>Its queue has no bound of its own: what waits is bounded by the requests that may be unanswered.
 */
final class WireWriter {
    private static final int JOIN_BYTES = 65_536;

    private final Wire wire;
    private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    WireWriter(Wire wire, String name) {
        this.wire = wire;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    void write(byte[] line) {
        queue.add(line);
    }

    private void run() {
        try {
            while (true) {
                byte[] line = queue.take();
                ByteArrayOutputStream joined = new ByteArrayOutputStream(line.length);
                while (line != null) {
                    joined.writeBytes(line);
                    line = joined.size() < JOIN_BYTES ? pollNext() : null;
                }
                wire.send(joined.toByteArray());
            }
        } catch (InterruptedException | IOException e) {
            // The one who reads finds the connection at its end, and says so.
            wire.close();
        }
    }

    private byte @Nullable [] pollNext() {
        return queue.poll();
    }

    /** Closes the wire and ends the thread, whatever it has not sent. */
    void close() {
        wire.close();
        thread.interrupt();
    }

    /** Waits for the end of the thread. */
    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }
}
