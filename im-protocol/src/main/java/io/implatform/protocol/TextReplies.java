package io.implatform.protocol;

import io.implatform.core.logic.ConversationRef;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import org.jspecify.annotations.Nullable;

/** Replies in the text form: one final line, which carries the reference, and lines before it. */
final class TextReplies implements Reply.Cases<byte[]> {
    private static final int LINE_BYTES = 64;
    private static final int MESSAGE_HEAD_BYTES = 96;

    private final @Nullable String ref;

    TextReplies(@Nullable String ref) {
        this.ref = ref;
    }

    /** The final line's beginning. */
    private LineWriter line(LineWriter out, String start) {
        if (ref != null) {
            out.ascii("#").ascii(ref).space();
        }
        return out.ascii(start);
    }

    private LineWriter line(String start) {
        return line(new LineWriter(LINE_BYTES), start);
    }

    @Override
    public byte[] registered(Reply.Registered reply) {
        return line("OK REGISTER ").ascii(reply.user().name()).end().frame();
    }

    @Override
    public byte[] loggedIn(Reply.LoggedIn reply) {
        return line("OK LOGIN ").ascii(reply.user().name()).end().frame();
    }

    @Override
    public byte[] online(Reply.Online reply) {
        LineWriter out = line("OK ONLINE ").number(reply.users().size());
        for (UserId user : reply.users()) {
            out.space().ascii(user.name());
        }
        return out.end().frame();
    }

    @Override
    public byte[] posted(Reply.Posted reply) {
        ConversationRef to = reply.to();
        LineWriter out = to.kind() == ConversationRef.Kind.LOBBY
                ? line("OK MESSAGE ")
                : line(to.kind() == ConversationRef.Kind.PRIVATE ? "OK PRIVATE " : "OK GROUP ")
                        .text(to.name())
                        .space();
        return out.number(reply.seq()).end().frame();
    }

    @Override
    public byte[] historyPart(Reply.HistoryPart reply) {
        int expected = 0;
        for (Message message : reply.messages()) {
            expected += MESSAGE_HEAD_BYTES + message.text().length();
        }
        LineWriter out = new LineWriter(expected);
        for (Message message : reply.messages()) {
            out.ascii("HISTORY ")
                    .number(message.seq())
                    .space()
                    .time(message.time())
                    .space()
                    .ascii(message.from().name())
                    .space()
                    .text(message.text())
                    .end();
        }
        return out.frame();
    }

    @Override
    public byte[] historyEnd(Reply.HistoryEnd reply) {
        return line("OK HISTORY ")
                .number(reply.count())
                .ascii(reply.more() ? " more" : " end")
                .end()
                .frame();
    }

    @Override
    public byte[] help(Reply.Help reply) {
        LineWriter out = new LineWriter(LINE_BYTES * (reply.verbs().size() + 1));
        for (Verb verb : reply.verbs()) {
            out.ascii("HELP ")
                    .ascii(verb.usage())
                    .ascii(" - ")
                    .text(verb.summary())
                    .end();
        }
        return line(out, "OK HELP").end().frame();
    }

    @Override
    public byte[] pong(Reply.Pong reply) {
        return line("OK PING").end().frame();
    }

    @Override
    public byte[] goodbye(Reply.Goodbye reply) {
        return line("OK QUIT").end().frame();
    }

    @Override
    public byte[] refused(Reply.Refused reply) {
        return TextFormat.refusal(line("ERR "), reply.refusal()).frame();
    }
}
