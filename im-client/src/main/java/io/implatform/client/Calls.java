package io.implatform.client;

import io.implatform.core.logic.Command;
import io.implatform.core.model.RefusalCode;
import io.implatform.protocol.client.Result;
import io.implatform.protocol.client.Said;
import io.implatform.protocol.client.ServerLine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are unanswered, in the order in which they were made; which is the order in which they
 * are sent, and sent again. Threads: any; its monitor is held for moments.
 *
 * <p>Futures are completed on the queue for answers, never by who calls this.
 */
final class Calls {
    /** The server's end of the connection refused it, not the request: it is good for the next connection. */
    private static final Set<String> NEXT_CONNECTION =
            Set.of(RefusalCode.RESTART.name(), RefusalCode.LAGGING.name(), RefusalCode.TIMEOUT.name());

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int RETRY_JITTER_MILLIS = 200;

    private final int limit;
    private final int lineBytes;
    private final EventQueue answers;
    private final RandomGenerator random;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    /** The references of what was sent on this connection and is not answered, in order: so are the answers. */
    private final ArrayDeque<String> sent = new ArrayDeque<>();

    private @Nullable WireWriter out;
    private @Nullable String closed;

    Calls(int limit, int lineBytes, EventQueue answers, RandomGenerator random) {
        this.limit = limit;
        this.lineBytes = lineBytes;
        this.answers = answers;
        this.random = random;
    }

    /** Takes a request; its future says what comes of it. */
    void make(Call call) {
        Exception refused;
        synchronized (this) {
            refused = refuse(call);
            if (refused == null) {
                calls.put(call.ref, call);
                Call before = call.kind == Call.Kind.SAY ? waitsInFrontOf(call) : null;
                if (before != null) {
                    call.waits = true;
                    call.notBefore = before.notBefore;
                } else if (out != null) {
                    send(out, call);
                }
            }
        }
        if (refused != null) {
            // The caller has the future in hand: there is nothing to hurry.
            call.future.completeExceptionally(refused);
        }
    }

    private @Nullable Exception refuse(Call call) {
        if (closed != null) {
            return new ClientClosedException(closed);
        }
        if (call.line.length - 1 > lineBytes) {
            return new RequestRefusedException(
                    RefusalCode.TOO_LONG.name(),
                    "the request has " + (call.line.length - 1) + " bytes, at most " + lineBytes + " are sent",
                    false,
                    Optional.empty());
        }
        return calls.size() >= limit ? new TooManyRequestsException(limit) : null;
    }

    private @Nullable Call waitsInFrontOf(Call call) {
        Call last = null;
        for (Call other : calls.values()) {
            if (other == call) {
                break;
            }
            if (other.waits && isSameConversation(other, call)) {
                last = other;
            }
        }
        return last;
    }

    private static boolean isSameConversation(Call one, Call other) {
        return one.command instanceof Command.Say say
                && other.command instanceof Command.Say otherSay
                && Positions.isSame(say.in(), otherSay.in());
    }

    private void send(WireWriter writer, Call call) {
        call.isSent = true;
        call.waits = false;
        call.lines.clear();
        send(writer, call.ref, call.line);
    }

    /** Sends a request of the client's own, which is in nobody's way. */
    synchronized void send(WireWriter writer, String ref, byte[] line) {
        sent.add(ref);
        writer.write(line);
    }

    /** From here on requests can be sent; those that are unanswered are. */
    synchronized void open(WireWriter writer) {
        out = writer;
        for (Call call : calls.values()) {
            if (!call.isSent && !call.waits) {
                send(writer, call);
            }
        }
    }

    /** The connection is lost. */
    void shut() {
        List<Call> lost = new ArrayList<>();
        synchronized (this) {
            out = null;
            sent.clear();
            for (Iterator<Call> all = calls.values().iterator(); all.hasNext(); ) {
                Call call = all.next();
                if (call.isSent && call.kind == Call.Kind.ONCE) {
                    all.remove();
                    lost.add(call);
                }
                call.isInDoubt |= call.isSent;
                call.isSent = false;
                call.waits = false;
            }
        }
        lost.forEach(call ->
                fail(call, new ConnectionLostException(call.command.verb().name())));
    }

    /** Which request a reply answers: one without a reference, the oldest. */
    synchronized String answered(Optional<String> ref) {
        if (ref.isPresent()) {
            sent.removeFirstOccurrence(ref.get());
            return ref.get();
        }
        String oldest = sent.poll();
        return oldest == null ? "" : oldest;
    }

    /** A line of a history. */
    synchronized void line(String ref, Said said) {
        Call call = calls.get(ref);
        if (call != null) {
            call.lines.add(said);
        }
    }

    /** A request was done. @return the request, if it is one of these */
    @Nullable
    Call done(String ref, Result result) {
        Call call = remove(ref);
        if (call != null) {
            Call.Answer answer = new Call.Answer(result, List.copyOf(call.lines));
            answers.add(() -> call.future.complete(answer));
        }
        return call;
    }

    /** A request was refused: a message that may succeed later is kept. @return the request, if it has ended */
    @Nullable
    Call refused(String ref, ServerLine.Refused why) {
        boolean later = why.temporary() || NEXT_CONNECTION.contains(why.code());
        synchronized (this) {
            Call call = calls.get(ref);
            if (call == null) {
                return null;
            }
            if (later && call.kind == Call.Kind.SAY) {
                Call before = waitsInFrontOf(call);
                call.waits = true;
                // A store that could not answer may have stored it.
                call.isInDoubt |= why.code().equals(RefusalCode.STORE_UNAVAILABLE.name());
                call.notBefore = System.nanoTime()
                        + why.retryAfter().orElse(RETRY).toNanos()
                        + TimeUnit.MILLISECONDS.toNanos(random.nextInt(RETRY_JITTER_MILLIS));
                if (before != null && before.notBefore - call.notBefore > 0) {
                    call.notBefore = before.notBefore; // in the order in which they were made
                }
                return null;
            }
        }
        return failed(ref, new RequestRefusedException(why.code(), why.words(), why.temporary(), why.retryAfter()));
    }

    /** A request was answered with what cannot be understood, or not at all. @return the request, if it is one of these */
    @Nullable
    Call failed(String ref, Exception why) {
        Call call = remove(ref);
        if (call != null) {
            fail(call, why);
        }
        return call;
    }

    private synchronized @Nullable Call remove(String ref) {
        return calls.remove(ref);
    }

    private void fail(Call call, Exception why) {
        answers.add(() -> call.future.completeExceptionally(why));
    }

    /** Sends what waited long enough. @return in how many milliseconds to ask again, at most {@code max} */
    synchronized long sendDue(long max) {
        long now = System.nanoTime();
        long next = TimeUnit.MILLISECONDS.toNanos(max);
        if (out != null) {
            for (Call call : calls.values()) {
                if (call.waits) {
                    if (call.notBefore - now <= 0) {
                        send(out, call);
                    } else {
                        next = Math.min(next, call.notBefore - now);
                    }
                }
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(next) + 1;
    }

    /** Whether there is a message whose answer was lost that fits: it may have been stored. */
    synchronized boolean isInDoubt(Predicate<Command.Say> fits) {
        for (Call call : calls.values()) {
            if (call.isInDoubt && call.command instanceof Command.Say say && fits.test(say)) {
                return true;
            }
        }
        return false;
    }

    synchronized boolean isEmpty() {
        return calls.isEmpty();
    }

    /** Fails everything, now and from here on. */
    void close(String reason) {
        List<Call> left;
        synchronized (this) {
            closed = reason;
            out = null;
            left = List.copyOf(calls.values());
            calls.clear();
        }
        left.forEach(call -> fail(call, new ClientClosedException(reason)));
    }
}
