package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in for who administers a running server: a Unix socket that its owner alone may connect to (file mode
 * 0600). Each connection is one request and one answer, a JSON object and a LF each.
 *
 * <p>The file is made in a folder of its own that nobody else may enter, and takes its name when its mode is set:
 * there is no moment in which others could connect.
 *
 * <p>At most {@value #AT_ONCE} are answered at once and {@value #WAITING} wait; those past that are told so. A
 * peer that has not sent its request within {@value #REQUEST_SECONDS} s, or sends more than {@value
 * #REQUEST_BYTES} bytes, is cut off.
 */
public final class AdminSocket implements AutoCloseable {
    /** What a Unix socket's path may have at the most: sun_path less its NUL (unix(7)). */
    private static final int PATH_BYTES = 107;

    private static final int AT_ONCE = 4;
    private static final int WAITING = 16;
    private static final int REQUEST_SECONDS = 5;
    private static final int REQUEST_BYTES = 65_536;
    private static final Logger log = LoggerFactory.getLogger("im.admin");

    private final Path path;
    private final ServerSocketChannel listener;
    private final AdminService service;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor watch;

    private AdminSocket(Path path, ServerSocketChannel listener, AdminService service) {
        this.path = path;
        this.listener = listener;
        this.service = service;
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "im-admin-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        this.workers = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), threads);
        this.workers.allowCoreThreadTimeOut(true);
        this.watch = new ScheduledThreadPoolExecutor(1, threads);
        this.watch.setRemoveOnCancelPolicy(true);
        threads.newThread(this::accept).start();
    }

    /** Beside a database. */
    public static Path beside(Path database) {
        Path absolute = database.toAbsolutePath().normalize();
        try {
            absolute = absolute.toRealPath();
        } catch (IOException e) {
            // There is none yet: it will be made under this name.
        }
        return absolute.resolveSibling(absolute.getFileName() + ".admin");
    }

    /** Why there can be no socket of that path. */
    static Optional<String> obstacle(Path path) {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        return bytes <= PATH_BYTES
                ? Optional.empty()
                : Optional.of("the path of a Unix socket has at most " + PATH_BYTES + " bytes, and " + path + " has "
                        + bytes + "; give a shorter one with --admin-socket");
    }

    /**
     * Listens.
     *
     * @throws IOException if it cannot; the message names the file
     */
    public static AdminSocket open(Path file, AdminService service) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        Optional<String> obstacle = obstacle(path);
        if (obstacle.isPresent()) {
            throw new IOException(obstacle.get());
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            requireStale(path);
        }
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean listens = false;
        try {
            bind(listener, path);
            listens = true;
            return new AdminSocket(path, listener, service);
        } catch (IOException | UnsupportedOperationException e) {
            throw new IOException("cannot make the socket " + path + ": " + e.getMessage(), e);
        } finally {
            if (!listens) {
                listener.close();
            }
        }
    }

    /** A socket that a killed server has left is replaced; anything else is not ours to remove. */
    private static void requireStale(Path path) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isSymbolicLink(path)) {
            throw new IOException(path + " is in the way: it should be the socket of the server; move it away");
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException("another server answers at " + path + "; stop it, or give another --admin-socket");
        } catch (ConnectException e) {
            // Nobody listens.
        } catch (SocketException e) {
            throw new IOException(path + " is in the way (" + e.getMessage() + "); move it away", e);
        }
    }

    private static void bind(ServerSocketChannel listener, Path path) throws IOException {
        Path folder = path.resolveSibling(String.format(
                Locale.ROOT, ".im%06x", ThreadLocalRandom.current().nextInt(1 << 24)));
        Path made = folder.resolve("s");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            listener.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(folder);
        }
    }

    public Path path() {
        return path;
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel peer = listener.accept();
                ScheduledFuture<?> deadline =
                        watch.schedule(() -> closeQuietly(peer), REQUEST_SECONDS, TimeUnit.SECONDS);
                try {
                    workers.execute(() -> serve(peer, deadline));
                } catch (RejectedExecutionException e) {
                    deadline.cancel(false);
                    send(peer, AdminService.failure("BUSY", "too many administrators at once, try again"));
                    peer.close();
                }
            } catch (IOException e) {
                if (listener.isOpen()) {
                    log.warn("the administration socket {} failed: {}", path, e.getMessage());
                }
            }
        }
    }

    private void serve(SocketChannel peer, ScheduledFuture<?> deadline) {
        try (peer) {
            String request;
            try {
                request = readLine(peer, REQUEST_BYTES);
            } finally {
                deadline.cancel(false);
            }
            send(peer, answer(request));
        } catch (IOException e) {
            // The peer is gone, or was cut off: there is nobody to tell.
        } catch (RuntimeException e) {
            log.error(
                    "a request of an administrator failed with {}", e.getClass().getName());
        }
    }

    private Map<String, Object> answer(String request) {
        try {
            return service.answer(Json.read(request));
        } catch (IllegalArgumentException e) {
            return AdminService.failure("BAD_REQUEST", String.valueOf(e.getMessage()));
        }
    }

    private static void closeQuietly(SocketChannel peer) {
        try {
            peer.close();
        } catch (IOException e) {
            // It is cut off either way.
        }
    }

    /** What comes before the first LF. */
    private static String readLine(SocketChannel peer, int maxBytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8_192);
        while (peer.read(buffer) >= 0) {
            for (int i = 0; i < buffer.position(); i++) {
                if (buffer.get(i) == '\n') {
                    line.write(buffer.array(), 0, i);
                    return line.toString(StandardCharsets.UTF_8);
                }
            }
            line.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (line.size() > maxBytes) {
                throw new IOException("the line is longer than " + maxBytes + " bytes");
            }
        }
        throw new IOException("the connection ended before the line did");
    }

    private static void send(SocketChannel peer, Map<String, ?> object) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((Json.write(object) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            peer.write(line);
        }
    }

    /**
     * Asks the server that listens at {@code path}.
     *
     * @return the answer; empty if no server listens there
     */
    static Optional<Map<String, Object>> ask(Path path, Map<String, ?> request) {
        if (obstacle(path).isPresent() || !Files.exists(path)) {
            return Optional.empty();
        }
        SocketChannel server;
        try {
            server = SocketChannel.open(UnixDomainSocketAddress.of(path));
        } catch (ConnectException | NoSuchFileException e) {
            return Optional.empty(); // left by a server that was killed, or it ends at this moment
        } catch (IOException e) {
            if (!Files.exists(path)) {
                return Optional.empty();
            }
            throw new Failure(
                    "cannot connect to the server's socket " + path + ": " + e.getMessage()
                            + "; it is for the user that the server runs as, and root",
                    e);
        }
        try (server) {
            send(server, request);
            return Optional.of(Json.read(readLine(server, Integer.MAX_VALUE)));
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure("the server at " + path + " did not answer: " + e.getMessage(), e);
        }
    }

    /** Takes no more requests; those that are being answered have a moment to end. */
    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.warn("the administration socket {} stays behind: {}", path, e.getMessage());
        }
        watch.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
