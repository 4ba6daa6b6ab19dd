package io.implatform.core.spi;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sent, read: a command, or the reason why it is none. Immutable. {@link #toString} shows
 * nothing that the peer wrote.
 */
public final class Request {
    private final WireFormat format;
    private final @Nullable String ref;
    private final int size;
    private final @Nullable Verb verb;
    private final @Nullable Command command;
    private final @Nullable Refusal refusal;

    private Request(
            WireFormat format,
            @Nullable String ref,
            int size,
            @Nullable Verb verb,
            @Nullable Command command,
            @Nullable Refusal refusal) {
        this.format = format;
        this.ref = ref;
        this.size = size;
        this.verb = verb;
        this.command = command;
        this.refusal = refusal;
    }

    /**
     * A request that could be read.
     *
     * @param format the form in which it came, which is that of its reply
     * @param ref the client's own mark, which its reply carries back; {@code null} where there is none
     * @param size its length in bytes as it came
     */
    public static Request of(WireFormat format, @Nullable String ref, int size, Command command) {
        return new Request(format, ref, size, command.verb(), command, null);
    }

    /**
     * A request that could not be read.
     *
     * @param verb what was asked for, where that could be read; {@code null} where it could not. A verb
     *     that the session may not use is refused for that reason first
     */
    public static Request malformed(
            WireFormat format, @Nullable String ref, int size, @Nullable Verb verb, Refusal refusal) {
        return new Request(format, ref, size, verb, null, refusal);
    }

    /** The same, as if it had come in another form, which is then that of its reply. */
    public Request in(WireFormat other) {
        return new Request(other, ref, size, verb, command, refusal);
    }

    public WireFormat format() {
        return format;
    }

    /** The client's own mark; {@code null} where there is none. */
    public @Nullable String ref() {
        return ref;
    }

    /** Its length in bytes as it came. */
    public int size() {
        return size;
    }

    /** What is asked for; empty where that could not be read. */
    public Optional<Verb> verb() {
        return Optional.ofNullable(verb);
    }

    /** The command; empty if it could not be read, and then there is a {@link #refusal}. */
    public Optional<Command> command() {
        return Optional.ofNullable(command);
    }

    /** Why it could not be read; empty if it could. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public String toString() {
        return "Request[" + verb + (refusal == null ? "" : " " + refusal.code()) + ", " + size + " bytes]";
    }
}
