package io.implatform.client;

import io.implatform.core.logic.Command;
import io.implatform.protocol.client.ClientCodec;
import io.implatform.protocol.client.Result;
import io.implatform.protocol.client.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request and what is known of it; what changes is guarded by {@link Calls}. */
final class Call {
    /** What may be done about a request whose answer was lost. */
    enum Kind {
        /** It carries an id: it is sent again until it is answered. */
        SAY,
        /** To do it again is as good as once. */
        REPEATABLE,
        /** It might be done twice: it fails. */
        ONCE
    }

    /** What a request is answered with. */
    record Answer(Result result, List<Said> lines) {}

    final String ref;
    final Command command;
    final Kind kind;
    final byte[] line;
    final CompletableFuture<Answer> future = new CompletableFuture<>();
    final List<Said> lines = new ArrayList<>();

    /** It was sent on this connection. */
    boolean isSent;
    /** It was sent on an earlier connection, and may have been done. */
    boolean isInDoubt;
    /** It was refused for now, or stands behind one that was; it is sent at {@link #notBefore}. */
    boolean waits;

    long notBefore;

    Call(String ref, Command command) {
        this.ref = ref;
        this.command = command;
        this.kind = kindOf(command);
        this.line = ClientCodec.encode(ref, command);
    }

    private static Kind kindOf(Command command) {
        if (command instanceof Command.Say say) {
            return say.clientId() == null ? Kind.ONCE : Kind.SAY;
        }
        return command instanceof Command.History
                        || command instanceof Command.Mark
                        || command instanceof Command.Unread
                        || command instanceof Command.Online
                        || command instanceof Command.SetStatus
                        || command instanceof Command.Watch
                        || command instanceof Command.Groups
                        || command instanceof Command.Positions
                        || command instanceof Command.Members
                        || command instanceof Command.Block
                        || command instanceof Command.Blocked
                        || command instanceof Command.Help
                        || command instanceof Command.Ping
                ? Kind.REPEATABLE
                : Kind.ONCE;
    }
}
