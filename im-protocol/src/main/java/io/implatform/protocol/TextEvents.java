package io.implatform.protocol;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.protocol.internal.LineWriter;

/** Events in the text form: one line each, or none, beginning with a keyword of the protocol. */
final class TextEvents implements Event.Cases<byte[]> {
    /** What stands in place of a text that was deleted. */
    static final String DELETED = "(deleted)";

    /** Room for a keyword and two names. */
    private static final int HEAD_BYTES = 80;

    private static final byte[] NO_LINE = {};

    @Override
    public byte[] welcome(Event.Welcome event) {
        return line("WELCOME ")
                .text(event.server())
                .ascii("/")
                .text(event.version())
                .ascii(" HELP lists the commands")
                .end()
                .frame();
    }

    @Override
    public byte[] posted(Event.Posted event) {
        Message message = event.message();
        LineWriter out = writer(message);
        message.conversation().match(new ConversationId.Cases<LineWriter>() {
            @Override
            public LineWriter lobby(ConversationId.Lobby lobby) {
                return out.ascii("MESSAGE ");
            }

            @Override
            public LineWriter pair(ConversationId.Private pair) {
                return out.ascii("PRIVATE ");
            }

            @Override
            public LineWriter group(ConversationId.Group group) {
                return out.ascii("GROUP ").ascii(group.name()).space();
            }
        });
        return said(out, message.from(), message);
    }

    @Override
    public byte[] received(Event.PrivateReceived event) {
        Message message = event.message();
        return said(writer(message).ascii("PRIVATE "), message.from(), message);
    }

    @Override
    public byte[] sent(Event.PrivateSent event) {
        return said(writer(event.message()).ascii("SENT "), event.to(), event.message());
    }

    @Override
    public byte[] amended(Event.Amended event) {
        Message fact = event.fact();
        boolean deleted = fact.kind() == Message.Kind.DELETION;
        LineWriter out = writer(fact)
                .ascii(deleted ? "DELETE " : "EDIT ")
                .text(event.in().toString())
                .space()
                .number(fact.refersTo())
                .space()
                .ascii(fact.from().name());
        if (!deleted) {
            out.space().text(fact.text());
        }
        return out.end().frame();
    }

    @Override
    public byte[] read(Event.Read event) {
        return line("READ ")
                .text(event.in().toString())
                .space()
                .number(event.seq())
                .space()
                .ascii(event.user().name())
                .end()
                .frame();
    }

    @Override
    public byte[] statusChanged(Event.StatusChanged event) {
        LineWriter out = line("STATUS ")
                .ascii(event.user().name())
                .space()
                .ascii(event.status().state().key());
        return textIfAny(out, event.status().text()).end().frame();
    }

    /** Nothing: a line for every few letters that somebody types would bury what they say. */
    @Override
    public byte[] typing(Event.Typing event) {
        return NO_LINE;
    }

    @Override
    public byte[] delivered(Event.Delivered event) {
        return NO_LINE;
    }

    @Override
    public byte[] invited(Event.Invited event) {
        return inGroup("INVITED ", event.group(), event.by()).end().frame();
    }

    @Override
    public byte[] joined(Event.Joined event) {
        return inGroup("JOINED ", event.group(), event.user()).end().frame();
    }

    @Override
    public byte[] left(Event.Left event) {
        LineWriter out = inGroup("LEFT ", event.group(), event.user());
        event.by().ifPresent(by -> out.ascii(" by ").ascii(by.name()));
        return out.end().frame();
    }

    @Override
    public byte[] topicSet(Event.TopicSet event) {
        return textIfAny(inGroup("TOPIC ", event.group(), event.user()), event.topic())
                .end()
                .frame();
    }

    @Override
    public byte[] roleGiven(Event.RoleGiven event) {
        return inGroup("ROLE ", event.group(), event.user())
                .space()
                .ascii(event.role().key())
                .end()
                .frame();
    }

    @Override
    public byte[] announced(Event.Announced event) {
        return line("ANNOUNCE ").text(event.text()).end().frame();
    }

    /** Nothing: a person has nothing to answer it with, and the transport knows whether they are there. */
    @Override
    public byte[] ping(Event.Ping event) {
        return NO_LINE;
    }

    @Override
    public byte[] bye(Event.Bye event) {
        return TextFormat.refusal(line("BYE "), event.reason()).frame();
    }

    private static LineWriter line(String start) {
        return new LineWriter(HEAD_BYTES).ascii(start);
    }

    private static LineWriter inGroup(String start, String group, UserId user) {
        return line(start).text(group).space().ascii(user.name());
    }

    private static LineWriter textIfAny(LineWriter out, String text) {
        return text.isEmpty() ? out : out.space().text(text);
    }

    private static LineWriter writer(Message message) {
        return new LineWriter(HEAD_BYTES + message.text().length());
    }

    private static byte[] said(LineWriter out, UserId user, Message message) {
        out.ascii(user.name()).space();
        // A text that was deleted before it could be delivered still has its number.
        if (message.state() == Message.State.DELETED) {
            out.ascii(DELETED);
        } else {
            out.text(message.text());
        }
        return out.end().frame();
    }
}
