package io.implatform.protocol;

import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.protocol.internal.JsonWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replies in the JSON form: one object and line each; only a history has lines before the last one. */
final class JsonReplies implements Reply.Cases<byte[]> {
    private static final int LINE_BYTES = 192;
    /** Room for a list's element without its text. */
    private static final int ELEMENT_BYTES = 96;

    private static final Map<Verb, String> KEYS = new EnumMap<>(Verb.class);

    static {
        for (Verb verb : Verb.values()) {
            KEYS.put(verb, JsonWriter.key(verb));
        }
    }

    private final @Nullable String ref;

    JsonReplies(@Nullable String ref) {
        this.ref = ref;
    }

    private JsonWriter ok(Verb verb, int elements) {
        return new JsonWriter(LINE_BYTES + ELEMENT_BYTES * elements)
                .line("ok")
                .wordIf("of", KEYS.get(verb))
                .wordIf("ref", ref);
    }

    private JsonWriter ok(Verb verb) {
        return ok(verb, 0);
    }

    @Override
    public byte[] registered(Reply.Registered reply) {
        return ok(Verb.REGISTER).word("user", reply.user().name()).endLine().frame();
    }

    @Override
    public byte[] loggedIn(Reply.LoggedIn reply) {
        JsonWriter out = ok(Verb.LOGIN).word("user", reply.user().name()).text("epoch", reply.epoch());
        reply.token().ifPresent(token -> out.text("token", token));
        out.flagIf("reset", reply.reset()).array("positions");
        reply.positions().entrySet().stream()
                .sorted(Comparator.comparing(position -> position.getKey().toString()))
                .forEach(position -> out.object()
                        .conversation("conversation", position.getKey())
                        .number("seq", position.getValue())
                        .endObject());
        return out.endArray().endLine().frame();
    }

    @Override
    public byte[] online(Reply.Online reply) {
        JsonWriter out = ok(Verb.ONLINE, reply.users().size())
                .number("count", reply.users().size())
                .array("users");
        for (Reply.Present present : reply.users()) {
            out.object()
                    .word("user", present.user().name())
                    .word("state", present.status().state().key())
                    .text("text", present.status().text())
                    .endObject();
        }
        return out.endArray().endLine().frame();
    }

    @Override
    public byte[] posted(Reply.Posted reply) {
        JsonWriter out = ok(reply.verb());
        switch (reply.verb()) {
            case MESSAGE -> {}
            case PRIVATE -> out.text("to", reply.in().name());
            case GROUP -> out.text("group", reply.in().name());
            default -> out.conversation("conversation", reply.in()).number("target", reply.of());
        }
        return out.number("seq", reply.seq())
                .time("time", reply.time())
                .flagIf("duplicate", reply.duplicate())
                .endLine()
                .frame();
    }

    @Override
    public byte[] historyPart(Reply.HistoryPart reply) {
        int expected = 0;
        for (Message message : reply.messages()) {
            expected += LINE_BYTES + message.text().length();
        }
        JsonWriter out = new JsonWriter(expected);
        for (Message message : reply.messages()) {
            out.line("history")
                    .wordIf("ref", ref)
                    .conversation("conversation", reply.of())
                    .word("from", message.from().name());
            said(out, message).endLine();
        }
        return out.frame();
    }

    /** Appends what is said of a text, wherever it is shown. */
    static JsonWriter said(JsonWriter out, Message message) {
        out.text("text", message.text()).number("seq", message.seq()).time("time", message.time());
        if (message.refersTo() != 0) {
            out.number("replyTo", message.refersTo());
        }
        return out.flagIf("edited", message.state() == Message.State.EDITED)
                .flagIf("deleted", message.state() == Message.State.DELETED);
    }

    @Override
    public byte[] historyEnd(Reply.HistoryEnd reply) {
        return ok(Verb.HISTORY)
                .number("count", reply.count())
                .flag("more", reply.more())
                .endLine()
                .frame();
    }

    @Override
    public byte[] marked(Reply.Marked reply) {
        return ok(reply.verb())
                .conversation("conversation", reply.in())
                .number("seq", reply.seq())
                .endLine()
                .frame();
    }

    @Override
    public byte[] unread(Reply.Unread reply) {
        JsonWriter out = ok(Verb.UNREAD, reply.conversations().size())
                .number("count", reply.conversations().size())
                .array("conversations");
        for (Reply.Count count : reply.conversations()) {
            out.object()
                    .conversation("conversation", count.in())
                    .number("unread", count.unread())
                    .endObject();
        }
        return out.endArray().endLine().frame();
    }

    @Override
    public byte[] positions(Reply.Positions reply) {
        JsonWriter out = ok(Verb.POSITIONS, reply.marks().size())
                .conversation("conversation", reply.in())
                .number("count", reply.marks().size())
                .array("positions");
        for (Reply.Mark mark : reply.marks()) {
            out.object()
                    .word("user", mark.user().name())
                    .number("delivered", mark.position().delivered())
                    .number("read", mark.position().read())
                    .endObject();
        }
        return out.endArray().endLine().frame();
    }

    @Override
    public byte[] groups(Reply.Groups reply) {
        JsonWriter out = ok(Verb.GROUPS, reply.groups().size())
                .number("count", reply.groups().size())
                .array("groups");
        for (Reply.Standing standing : reply.groups()) {
            out.object()
                    .text("group", standing.group())
                    .flag("private", standing.isPrivate())
                    .word("role", standing.role().map(Role::key).orElse("invited"))
                    .text("topic", standing.topic())
                    .endObject();
        }
        return out.endArray().endLine().frame();
    }

    @Override
    public byte[] members(Reply.Members reply) {
        JsonWriter out = ok(Verb.MEMBERS, reply.members().size())
                .text("group", reply.group())
                .number("count", reply.members().size())
                .array("members");
        for (Map.Entry<UserId, Role> member : reply.members().entrySet()) {
            out.object()
                    .word("user", member.getKey().name())
                    .word("role", member.getValue().key())
                    .endObject();
        }
        return out.endArray().endLine().frame();
    }

    @Override
    public byte[] blocked(Reply.Blocked reply) {
        JsonWriter out = ok(Verb.BLOCKED, reply.users().size())
                .number("count", reply.users().size())
                .array("users");
        for (UserId user : reply.users()) {
            out.word(user.name());
        }
        return out.endArray().endLine().frame();
    }

    @Override
    public byte[] done(Reply.Done reply) {
        JsonWriter out = ok(reply.verb());
        for (Reply.Field field : reply.fields()) {
            out.text(field.name(), field.value());
        }
        return out.endLine().frame();
    }

    @Override
    public byte[] help(Reply.Help reply) {
        JsonWriter out = ok(Verb.HELP, 2 * reply.verbs().size()).array("commands");
        for (Verb verb : reply.verbs()) {
            out.object()
                    .wordIf("verb", KEYS.get(verb))
                    .text("usage", verb.usage())
                    .text("summary", verb.summary())
                    .endObject();
        }
        return out.endArray().endLine().frame();
    }

    @Override
    public byte[] pong(Reply.Pong reply) {
        return ok(Verb.PING).endLine().frame();
    }

    @Override
    public byte[] goodbye(Reply.Goodbye reply) {
        return ok(reply.verb()).endLine().frame();
    }

    @Override
    public byte[] refused(Reply.Refused reply) {
        Refusal refusal = reply.refusal();
        JsonWriter out = new JsonWriter(LINE_BYTES)
                .line("error")
                .wordIf("of", reply.verb().map(KEYS::get).orElse(null))
                .wordIf("ref", ref)
                .word("code", refusal.code().name())
                .text("message", refusal.words())
                .flag("temporary", refusal.code().isTemporary());
        refusal.retryAfter().ifPresent(retry -> out.number("retry", TextFormat.seconds(retry)));
        return out.endLine().frame();
    }
}
