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
        String head = message.conversation().match(new ConversationId.Cases<String>() {
            @Override
            public String lobby(ConversationId.Lobby lobby) {
                return "MESSAGE ";
            }

            @Override
            public String pair(ConversationId.Private pair) {
                return "PRIVATE ";
            }

            @Override
            public String group(ConversationId.Group group) {
                return "GROUP " + group.name() + " ";
            }
        });
        return said(head, message.from(), message);
    }

    @Override
    public byte[] received(Event.PrivateReceived event) {
        Message message = event.message();
        return said("PRIVATE ", message.from(), message);
    }

    @Override
    public byte[] sent(Event.PrivateSent event) {
        return said("SENT ", event.to(), event.message());
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

    private static byte[] said(String head, UserId user, Message message) {
        // A text that was deleted before it could be delivered still has its number.
        String text = message.state() == Message.State.DELETED ? DELETED : message.text();
        // As long as it will be where the text is ASCII: then it need not be copied.
        return new LineWriter(head.length() + user.name().length() + text.length() + 2)
                .ascii(head)
                .ascii(user.name())
                .space()
                .text(text)
                .end()
                .frame();
    }
}
