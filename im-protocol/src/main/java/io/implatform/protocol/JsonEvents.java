package io.implatform.protocol;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import io.implatform.protocol.internal.JsonWriter;

/** Events in the JSON form: one object and line each. */
final class JsonEvents implements Event.Cases<byte[]> {
    /** Room for everything but a text. */
    private static final int HEAD_BYTES = 192;

    @Override
    public byte[] welcome(Event.Welcome event) {
        return line("welcome")
                .text("server", event.server() + "/" + event.version())
                .endLine()
                .frame();
    }

    @Override
    public byte[] posted(Event.Posted event) {
        Message message = event.message();
        JsonWriter out = message.conversation().match(new ConversationId.Cases<>() {
            @Override
            public JsonWriter lobby(ConversationId.Lobby lobby) {
                return writer(message)
                        .line("message")
                        .word("from", message.from().name());
            }

            @Override
            public JsonWriter pair(ConversationId.Private pair) {
                return privately(message, pair.other(message.from()));
            }

            @Override
            public JsonWriter group(ConversationId.Group group) {
                return writer(message)
                        .line("group")
                        .word("group", group.name())
                        .word("from", message.from().name());
            }
        });
        return said(out, message);
    }

    @Override
    public byte[] received(Event.PrivateReceived event) {
        return said(privately(event.message(), event.to()), event.message());
    }

    @Override
    public byte[] sent(Event.PrivateSent event) {
        return said(privately(event.message(), event.to()), event.message());
    }

    private static JsonWriter privately(Message message, UserId to) {
        return writer(message)
                .line("private")
                .word("from", message.from().name())
                .word("to", to.name());
    }

    private static byte[] said(JsonWriter out, Message message) {
        return JsonReplies.said(out, message).endLine().frame();
    }

    @Override
    public byte[] amended(Event.Amended event) {
        Message fact = event.fact();
        boolean deleted = fact.kind() == Message.Kind.DELETION;
        JsonWriter out = writer(fact)
                .line(deleted ? "delete" : "edit")
                .conversation("conversation", event.in())
                .number("target", fact.refersTo())
                .number("seq", fact.seq())
                .word("from", fact.from().name());
        if (!deleted) {
            out.text("text", fact.text());
        }
        return out.time("time", fact.time()).endLine().frame();
    }

    @Override
    public byte[] read(Event.Read event) {
        return line("read")
                .conversation("conversation", event.in())
                .word("user", event.user().name())
                .number("seq", event.seq())
                .endLine()
                .frame();
    }

    @Override
    public byte[] delivered(Event.Delivered event) {
        return line("delivered")
                .conversation("conversation", event.in())
                .word("user", event.user().name())
                .number("seq", event.seq())
                .endLine()
                .frame();
    }

    @Override
    public byte[] statusChanged(Event.StatusChanged event) {
        return line("status")
                .word("user", event.user().name())
                .word("state", event.status().state().key())
                .text("text", event.status().text())
                .endLine()
                .frame();
    }

    @Override
    public byte[] typing(Event.Typing event) {
        return line("typing")
                .conversation("conversation", event.in())
                .word("user", event.user().name())
                .endLine()
                .frame();
    }

    @Override
    public byte[] invited(Event.Invited event) {
        return line("invited")
                .text("group", event.group())
                .word("by", event.by().name())
                .endLine()
                .frame();
    }

    @Override
    public byte[] joined(Event.Joined event) {
        return inGroup("joined", event.group(), event.user()).endLine().frame();
    }

    @Override
    public byte[] left(Event.Left event) {
        return inGroup("left", event.group(), event.user())
                .wordIf("by", event.by().map(UserId::name).orElse(null))
                .endLine()
                .frame();
    }

    @Override
    public byte[] topicSet(Event.TopicSet event) {
        return inGroup("topic", event.group(), event.user())
                .text("text", event.topic())
                .endLine()
                .frame();
    }

    @Override
    public byte[] roleGiven(Event.RoleGiven event) {
        return inGroup("role", event.group(), event.user())
                .word("role", event.role().key())
                .endLine()
                .frame();
    }

    @Override
    public byte[] announced(Event.Announced event) {
        return line("announce")
                .text("text", event.text())
                .time("time", event.time())
                .endLine()
                .frame();
    }

    @Override
    public byte[] ping(Event.Ping event) {
        return line("ping").endLine().frame();
    }

    @Override
    public byte[] bye(Event.Bye event) {
        Refusal reason = event.reason();
        JsonWriter out = line("bye").word("code", reason.code().name()).text("message", reason.words());
        reason.retryAfter().ifPresent(retry -> out.number("retry", TextFormat.seconds(retry)));
        return out.endLine().frame();
    }

    private static JsonWriter inGroup(String type, String group, UserId user) {
        return line(type).text("group", group).word("user", user.name());
    }

    private static JsonWriter line(String type) {
        return new JsonWriter(HEAD_BYTES).line(type);
    }

    private static JsonWriter writer(Message message) {
        return new JsonWriter(HEAD_BYTES + message.text().length());
    }
}
