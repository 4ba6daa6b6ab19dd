package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The client in a pipe: sends the lines of an input as messages, or prints events, and says by its status how
 * it went.
 *
 * <p><b>Threads.</b> {@link #send} and {@link #listen} return when they are done; events are printed by the
 * thread that brings them.
 */
final class Filter implements AutoCloseable {
    /** Everything was sent and acknowledged. */
    static final int DONE = 0;
    /** There is no server, none of ours, or it went away. */
    static final int NO_SERVER = 1;
    /** The server did not let us in. */
    static final int LOGIN_REFUSED = 3;
    /** The server took no message, or not all of them. */
    static final int MESSAGE_REFUSED = 4;

    /** How many messages may be on their way. */
    private static final int ON_THE_WAY = 64;

    private final PrintWriter out;
    private final Consumer<String> complain;
    private final boolean json;
    private final Duration patience;
    private final Chat chat;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean unheard;

    /**
     * @param json whether to print events
     * @param patience how long to wait for an answer
     */
    Filter(
            Function<Consumer<ChatEvent>, Chat> connect,
            PrintWriter out,
            Consumer<String> complain,
            boolean json,
            Duration patience) {
        this.out = out;
        this.complain = complain;
        this.json = json;
        this.patience = patience;
        this.chat = connect.apply(this::happened);
    }

    /** Logs in; {@link #DONE} or what else to end with. */
    int login(String user, String password) throws InterruptedException {
        try {
            chat.login(user, password).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return DONE;
        } catch (ExecutionException e) {
            boolean refused = e.getCause() instanceof Chat.Refused;
            say("not logged in: " + Talk.words(e));
            return refused ? LOGIN_REFUSED : NO_SERVER;
        } catch (TimeoutException e) {
            say("not logged in: no answer within " + patience.toSeconds() + " s");
            return NO_SERVER;
        }
    }

    /** Sends each line that is not empty, and waits until all of them are acknowledged. */
    int send(InputStream in, ConversationRef to) throws InterruptedException {
        Semaphore room = new Semaphore(ON_THE_WAY);
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line;
            for (int number = 1; (line = lines.readLine()) != null; number++) {
                if (line.isEmpty()) {
                    continue;
                }
                if (!room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    return unanswered();
                }
                int of = number;
                String text = line;
                CompletableFuture<?> unused = chat.say(Chat.What.POST, to, 0, text)
                        .whenComplete((done, failure) -> {
                            if (failure == null) {
                                print(JsonLine.sent(to, done, text));
                            } else {
                                (isRefusal(failure) ? refused : failed).incrementAndGet();
                                say("line " + of + ": " + Talk.words(failure));
                            }
                            room.release();
                        });
                if (failed.get() > 0) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("standard input", e);
        }
        if (!room.tryAcquire(ON_THE_WAY, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return unanswered();
        }
        return refused.get() > 0 ? MESSAGE_REFUSED : failed.get() > 0 ? NO_SERVER : DONE;
    }

    /** Prints events until nobody reads them any more, or the session ends for good. */
    int listen() throws InterruptedException {
        ended.await();
        return unheard ? DONE : NO_SERVER;
    }

    private int unanswered() {
        say("no answer within " + patience.toSeconds() + " s; not every line is known to have been sent");
        return NO_SERVER;
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Chat.Refused
                || Optional.ofNullable(failure.getCause())
                        .filter(Chat.Refused.class::isInstance)
                        .isPresent();
    }

    private void happened(ChatEvent event) {
        print(JsonLine.of(event));
        if (event instanceof ChatEvent.Link link && link.state() == ChatEvent.Link.State.ENDED) {
            say("the session has ended: " + link.why());
            ended.countDown();
        }
    }

    private void print(String line) {
        if (json) {
            synchronized (out) {
                out.println(line);
                if (out.checkError()) {
                    // Who read this is gone, as behind "| head -1".
                    unheard = true;
                    ended.countDown();
                }
            }
        }
    }

    private void say(String words) {
        complain.accept(Printable.line(words));
    }

    @Override
    public void close() {
        chat.close();
    }
}
