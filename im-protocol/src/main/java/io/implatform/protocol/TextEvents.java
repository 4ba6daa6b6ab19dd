package io.implatform.protocol;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;

/** Events in the text form: one line each, beginning with a keyword of the protocol. */
final class TextEvents implements Event.Cases<byte[]> {
    /** Room for a keyword and two names. */
    private static final int HEAD_BYTES = 80;

    @Override
    public byte[] welcome(Event.Welcome event) {
        return new LineWriter(HEAD_BYTES)
                .ascii("WELCOME ")
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
    public byte[] bye(Event.Bye event) {
        return TextFormat.refusal(new LineWriter(HEAD_BYTES).ascii("BYE "), event.reason())
                .frame();
    }

    private static LineWriter writer(Message message) {
        return new LineWriter(HEAD_BYTES + message.text().length());
    }

    private static byte[] said(LineWriter out, UserId user, Message message) {
        return out.ascii(user.name()).space().text(message.text()).end().frame();
    }
}
