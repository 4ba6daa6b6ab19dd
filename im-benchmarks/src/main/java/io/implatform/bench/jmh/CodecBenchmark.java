package io.implatform.bench.jmh;

import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import io.implatform.protocol.JsonFormat;
import io.implatform.protocol.TextFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a request and writing an event and a reply, in both forms; 100 bytes of text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH's
public class CodecBenchmark {
    private static final String TEXT = "x".repeat(100);

    /** The form. */
    @Param({"text", "json"})
    public String form;

    private WireFormat format;
    private byte[] broadcast;
    private byte[] direct;
    private Event event;
    private Reply reply;

    /** Made by JMH. */
    public CodecBenchmark() {}

    /** Values as a busy server has them. */
    @Setup
    public void prepare() {
        boolean json = form.equals("json");
        format = json ? JsonFormat.INSTANCE : TextFormat.INSTANCE;
        broadcast = bytes(json ? "{\"type\":\"message\",\"text\":\"" + TEXT + "\",\"ref\":\"17\"}" : "MESSAGE " + TEXT);
        direct = bytes(
                json
                        ? "{\"type\":\"private\",\"to\":\"bob\",\"text\":\"" + TEXT + "\",\"ref\":\"17\"}"
                        : "PRIVATE bob " + TEXT);
        Instant time = Instant.ofEpochMilli(1_800_000_000_000L);
        UserId alice = UserId.of("alice");
        event = new Event.Posted(new Message(ConversationId.LOBBY, 123_456, time, alice, TEXT));
        reply = new Reply.Posted(Verb.MESSAGE, ConversationRef.lobby(), 0, 123_456, time, false);
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /** A broadcast comes in. */
    @Benchmark
    public Request decodeBroadcast() {
        return format.decode(broadcast, 0, broadcast.length);
    }

    /** A private message comes in. */
    @Benchmark
    public Request decodePrivate() {
        return format.decode(direct, 0, direct.length);
    }

    /** A broadcast goes out. */
    @Benchmark
    public byte[] encodeEvent() {
        return format.encode(event);
    }

    /** It is acknowledged. */
    @Benchmark
    public byte[] encodeReply() {
        return format.encode(null, reply);
    }
}
