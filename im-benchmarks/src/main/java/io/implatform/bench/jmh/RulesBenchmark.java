package io.implatform.bench.jmh;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Decision;
import io.implatform.core.logic.Rules;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Limits;
import io.implatform.core.model.UserId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Deciding whether somebody may say something. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RulesBenchmark {
    private final Rules rules = new Rules(Limits.DEFAULTS);
    private final UserId alice = UserId.of("alice");
    private final UserId bob = UserId.of("bob");
    private final Rules.Place lobby = place(ConversationId.LOBBY);
    private final Rules.Place pair = place(ConversationId.between(alice, bob));
    private final Command.Say broadcast = Command.Say.post(ConversationRef.lobby(), "x".repeat(100), null);
    private final Command.Say direct = Command.Say.post(ConversationRef.with("bob"), "x".repeat(100), null);

    /** Made by JMH. */
    public RulesBenchmark() {}

    private static Rules.Place place(ConversationId conversation) {
        return new Rules.Place(conversation, Optional.empty(), false, Optional.empty());
    }

    /** A broadcast. */
    @Benchmark
    public Decision decideBroadcast() {
        return rules.decide(lobby, alice, broadcast);
    }

    /** A private message. */
    @Benchmark
    public Decision decidePrivate() {
        return rules.decide(pair, alice, direct);
    }
}
