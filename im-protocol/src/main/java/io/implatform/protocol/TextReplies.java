package io.implatform.protocol;

import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Message;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import io.implatform.protocol.internal.LineWriter;
import java.util.Map;
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

    private LineWriter ok(Verb verb) {
        return line("OK ").ascii(verb.name());
    }

    @Override
    public byte[] registered(Reply.Registered reply) {
        return ok(Verb.REGISTER).space().ascii(reply.user().name()).end().frame();
    }

    @Override
    public byte[] loggedIn(Reply.LoggedIn reply) {
        return ok(Verb.LOGIN).space().ascii(reply.user().name()).end().frame();
    }

    @Override
    public byte[] online(Reply.Online reply) {
        LineWriter out = ok(Verb.ONLINE).space().number(reply.users().size());
        for (Reply.Present present : reply.users()) {
            out.space().ascii(present.user().name());
            if (present.status().state() != Status.State.ONLINE) {
                inParentheses(out, present.status().state().key());
            }
        }
        return out.end().frame();
    }

    private static void inParentheses(LineWriter out, String word) {
        out.ascii("(").ascii(word).ascii(")");
    }

    @Override
    public byte[] posted(Reply.Posted reply) {
        LineWriter out = ok(reply.verb()).space();
        ConversationRef in = reply.in();
        switch (reply.verb()) {
            case MESSAGE -> {}
            case PRIVATE, GROUP -> out.text(in.name()).space();
            case EDIT, DELETE ->
                out.text(in.toString()).space().number(reply.of()).space();
            default -> out.text(in.toString()).space();
        }
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
                    .space();
            switch (message.state()) {
                case ORIGINAL -> out.text(message.text());
                case EDITED -> out.text(message.text()).ascii(" (edited)");
                case DELETED -> out.ascii(TextEvents.DELETED);
            }
            out.end();
        }
        return out.frame();
    }

    @Override
    public byte[] historyEnd(Reply.HistoryEnd reply) {
        return ok(Verb.HISTORY)
                .space()
                .number(reply.count())
                .ascii(reply.more() ? " more" : " end")
                .end()
                .frame();
    }

    @Override
    public byte[] marked(Reply.Marked reply) {
        return ok(reply.verb())
                .space()
                .text(reply.in().toString())
                .space()
                .number(reply.seq())
                .end()
                .frame();
    }

    @Override
    public byte[] unread(Reply.Unread reply) {
        LineWriter out = new LineWriter(LINE_BYTES * (reply.conversations().size() + 1));
        for (Reply.Count count : reply.conversations()) {
            out.ascii("UNREAD ")
                    .text(count.in().toString())
                    .space()
                    .number(count.unread())
                    .end();
        }
        return line(out, "OK UNREAD ")
                .number(reply.conversations().size())
                .end()
                .frame();
    }

    @Override
    public byte[] positions(Reply.Positions reply) {
        LineWriter out = new LineWriter(LINE_BYTES * (reply.marks().size() + 1));
        for (Reply.Mark mark : reply.marks()) {
            out.ascii("POSITION ")
                    .text(reply.in().toString())
                    .space()
                    .ascii(mark.user().name())
                    .space()
                    .number(mark.position().delivered())
                    .space()
                    .number(mark.position().read())
                    .end();
        }
        return line(out, "OK POSITIONS ")
                .text(reply.in().toString())
                .space()
                .number(reply.marks().size())
                .end()
                .frame();
    }

    @Override
    public byte[] groups(Reply.Groups reply) {
        LineWriter out = ok(Verb.GROUPS).space().number(reply.groups().size());
        for (Reply.Standing standing : reply.groups()) {
            out.space().text(standing.group());
            String role = standing.role().map(Role::key).orElse("invited");
            if (!role.equals(Role.MEMBER.key())) {
                inParentheses(out, role);
            }
        }
        return out.end().frame();
    }

    @Override
    public byte[] members(Reply.Members reply) {
        LineWriter out = ok(Verb.MEMBERS)
                .space()
                .text(reply.group())
                .space()
                .number(reply.members().size());
        for (Map.Entry<UserId, Role> member : reply.members().entrySet()) {
            out.space().ascii(member.getKey().name());
            if (member.getValue() != Role.MEMBER) {
                inParentheses(out, member.getValue().key());
            }
        }
        return out.end().frame();
    }

    @Override
    public byte[] blocked(Reply.Blocked reply) {
        LineWriter out = ok(Verb.BLOCKED).space().number(reply.users().size());
        for (UserId user : reply.users()) {
            out.space().ascii(user.name());
        }
        return out.end().frame();
    }

    @Override
    public byte[] done(Reply.Done reply) {
        LineWriter out = ok(reply.verb());
        for (Reply.Field field : reply.fields()) {
            if (!field.value().isEmpty()) {
                out.space().text(field.value());
            }
        }
        return out.end().frame();
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
        return ok(Verb.PING).end().frame();
    }

    @Override
    public byte[] goodbye(Reply.Goodbye reply) {
        return ok(reply.verb()).end().frame();
    }

    @Override
    public byte[] refused(Reply.Refused reply) {
        return TextFormat.refusal(line("ERR "), reply.refusal()).frame();
    }
}
