package io.implatform.testkit;

import io.implatform.core.logic.Command;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost.Doorbell;
import io.implatform.core.spi.WireFormat;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One session of a {@link ScriptedHost}. */
final class ScriptedConnection implements Connection {
    private static final UserId SENDER = UserId.of("sender");

    private final Await await;
    private final Function<byte[], String> shown;
    private final WireFormat format;
    private final String peer;
    private final Doorbell bell;
    private final Consumer<String> problem;

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Queue<byte[]> outbox = new ConcurrentLinkedQueue<>();
    private final AtomicLong polledBytes = new AtomicLong();
    private final AtomicInteger allowance = new AtomicInteger(Integer.MAX_VALUE);
    private volatile int requestBytes = Integer.MAX_VALUE;
    private final AtomicBoolean submitting = new AtomicBoolean();
    private final AtomicBoolean polling = new AtomicBoolean();
    private final ThreadLocal<Boolean> ringing = ThreadLocal.withInitial(() -> false);
    private volatile Consumer<Request> onRequest = request -> {};
    private volatile @Nullable Supplier<byte @Nullable []> supply;
    private volatile boolean ended;
    private volatile boolean requestsEnded;
    private volatile boolean disconnected;
    private volatile boolean endsWithRequests = true;

    ScriptedConnection(
            Await await,
            Function<byte[], String> shown,
            WireFormat format,
            String peer,
            Doorbell bell,
            Consumer<String> problem) {
        this.await = await;
        this.shown = shown;
        this.format = format;
        this.peer = peer;
        this.bell = bell;
        this.problem = problem;
    }

    // What the transport calls

    @Override
    public boolean submit(Request request) {
        checkNotRinging("submit");
        if (!submitting.compareAndSet(false, true)) {
            problem.accept("submit was called by two threads at once");
        }
        if (requestsEnded) {
            problem.accept("submit was called after endRequests");
        }
        try {
            if (ended || disconnected) {
                return false;
            }
            if (allowance.getAndDecrement() <= 0) {
                problem.accept("a request was submitted while none was wanted");
            }
            requests.add(request);
            onRequest.accept(request);
            return wantsRequests();
        } finally {
            submitting.set(false);
        }
    }

    @Override
    public boolean wantsRequests() {
        checkNotRinging("wantsRequests");
        return allowance.get() > 0 && !ended && !requestsEnded;
    }

    @Override
    public int requestBytes() {
        checkNotRinging("requestBytes");
        return requestBytes;
    }

    @Override
    public byte @Nullable [] poll() {
        checkNotRinging("poll");
        if (!polling.compareAndSet(false, true)) {
            problem.accept("poll was called by two threads at once");
        }
        try {
            byte[] frame = outbox.poll();
            Supplier<byte @Nullable []> more = supply;
            if (frame == null && more != null) {
                frame = more.get();
            }
            if (frame != null) {
                polledBytes.addAndGet(frame.length);
            }
            return frame;
        } finally {
            polling.set(false);
        }
    }

    @Override
    public boolean isEnded() {
        checkNotRinging("isEnded");
        return ended;
    }

    @Override
    public void endRequests() {
        checkNotRinging("endRequests");
        requestsEnded = true;
        if (endsWithRequests) {
            end();
        }
    }

    @Override
    public void disconnected() {
        checkNotRinging("disconnected");
        disconnected = true;
    }

    private void checkNotRinging(String method) {
        if (ringing.get()) {
            problem.accept("the doorbell called " + method + " instead of handing over");
        }
    }

    // What the rules call

    String peer() {
        return peer;
    }

    /** Rings, whether there is a reason or not. */
    void ring() {
        ringing.set(true);
        try {
            bell.ring();
        } finally {
            ringing.set(false);
        }
    }

    /** Says {@code text} to the peer. */
    void say(String text) {
        offer(frame(text));
        ring();
    }

    void offer(byte[] frame) {
        outbox.add(frame);
    }

    /** A frame that says {@code text}. */
    byte[] frame(String text) {
        return format.encode(new Event.Posted(new Message(ConversationId.LOBBY, 1, Instant.EPOCH, SENDER, text)));
    }

    /** What {@link Peer#read} returns for {@link #frame}. */
    String shown(String text) {
        return shown.apply(frame(text));
    }

    /** Where frames come from when none was offered; {@code null} from it means none now. */
    void supply(Supplier<byte @Nullable []> frames) {
        supply = frames;
    }

    long polledBytes() {
        return polledBytes.get();
    }

    /** Wants this many requests from here on. */
    void allow(int count) {
        allowance.set(count);
    }

    /** Takes no longer requests from here on. */
    void allowBytes(int bytes) {
        requestBytes = bytes;
    }

    /** Whether the next request is a refusal; it is taken. */
    boolean isRefusalNext() {
        Request request = requests.poll();
        if (request != null && request.command().isPresent()) {
            throw new AssertionError("a request over the limit was submitted");
        }
        return request != null;
    }

    /** Whether every request that was allowed has come. */
    boolean isUsedUp() {
        return allowance.get() <= 0;
    }

    /** Called within {@code submit}. */
    void onRequest(Consumer<Request> action) {
        onRequest = action;
    }

    /** The text of the next request, which is to be a post. */
    String nextText() throws InterruptedException {
        Request request = requests.poll(await.patience().toMillis(), TimeUnit.MILLISECONDS);
        if (request == null) {
            throw new AssertionError("a request that the peer sent was not submitted");
        }
        return text(request);
    }

    static String text(Request request) {
        Command command = request.command().orElseThrow(() -> new AssertionError("a request was changed: " + request));
        return command instanceof Command.Say say ? say.text() : command.toString();
    }

    boolean hasRequest() {
        return !requests.isEmpty();
    }

    /** Keeps the session when the peer has ended its requests, until {@link #end}. */
    void stayAfterRequests() {
        endsWithRequests = false;
    }

    void end() {
        ended = true;
        ring();
    }

    boolean areRequestsEnded() {
        return requestsEnded;
    }

    boolean isDisconnected() {
        return disconnected;
    }
}
