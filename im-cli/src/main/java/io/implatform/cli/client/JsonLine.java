package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code --json} prints: an event a line, with the fields of the protocol's JSON form. Control characters
 * are escaped, so that a line may also be looked at. Pure.
 */
final class JsonLine {
    private final StringBuilder json = new StringBuilder("{");

    private JsonLine(String type) {
        field("type", type);
    }

    /** A message of one's own is durable. */
    static String sent(ConversationRef in, Chat.Sent sent, String text) {
        return new JsonLine("sent")
                .conversation(in)
                .field("seq", sent.seq())
                .field("time", sent.time().toString())
                .field("text", text)
                .end();
    }

    /** An event. */
    static String of(ChatEvent event) {
        return event.match(new ChatEvent.Cases<>() {
            @Override
            public String said(ChatEvent.Said event) {
                ChatMessage message = event.message();
                JsonLine line = new JsonLine(
                                switch (message.in().kind()) {
                                    case LOBBY -> "message";
                                    case PRIVATE -> "private";
                                    case GROUP -> "group";
                                })
                        .conversation(message.in())
                        .field("seq", message.seq())
                        .field("time", message.time().toString())
                        .field("from", message.from())
                        .field("text", message.text());
                return (message.replyTo() == 0 ? line : line.field("replyTo", message.replyTo())).end();
            }

            @Override
            public String edited(ChatEvent.Edited event) {
                return new JsonLine("edit")
                        .conversation(event.in())
                        .field("target", event.target())
                        .field("seq", event.seq())
                        .field("time", event.time().toString())
                        .field("from", event.from())
                        .field("text", event.text())
                        .end();
            }

            @Override
            public String deleted(ChatEvent.Deleted event) {
                return new JsonLine("delete")
                        .conversation(event.in())
                        .field("target", event.target())
                        .field("seq", event.seq())
                        .field("time", event.time().toString())
                        .field("from", event.by())
                        .end();
            }

            @Override
            public String readBy(ChatEvent.ReadBy event) {
                return new JsonLine("read")
                        .conversation(event.in())
                        .field("user", event.user())
                        .field("seq", event.seq())
                        .end();
            }

            @Override
            public String presence(ChatEvent.Presence event) {
                return new JsonLine("status")
                        .field("user", event.user())
                        .field("state", event.status().state().key())
                        .field("text", event.status().text())
                        .end();
            }

            @Override
            public String typing(ChatEvent.Typing event) {
                return new JsonLine("typing")
                        .conversation(event.in())
                        .field("user", event.user())
                        .end();
            }

            @Override
            public String invited(ChatEvent.Invited event) {
                return new JsonLine("invited")
                        .field("group", event.group())
                        .field("by", event.by())
                        .end();
            }

            @Override
            public String joined(ChatEvent.Joined event) {
                return new JsonLine("joined")
                        .field("group", event.group())
                        .field("user", event.user())
                        .end();
            }

            @Override
            public String left(ChatEvent.Left event) {
                JsonLine line =
                        new JsonLine("left").field("group", event.group()).field("user", event.user());
                Optional<String> by = event.by();
                return (by.isEmpty() ? line : line.field("by", by.get())).end();
            }

            @Override
            public String topic(ChatEvent.Topic event) {
                return new JsonLine("topic")
                        .field("group", event.group())
                        .field("user", event.user())
                        .field("topic", event.topic())
                        .end();
            }

            @Override
            public String role(ChatEvent.RoleGiven event) {
                return new JsonLine("role")
                        .field("group", event.group())
                        .field("user", event.user())
                        .field("role", event.role().key())
                        .end();
            }

            @Override
            public String announced(ChatEvent.Announced event) {
                return new JsonLine("announce")
                        .field("text", event.text())
                        .field("time", event.time().toString())
                        .end();
            }

            @Override
            public String link(ChatEvent.Link event) {
                return new JsonLine("link")
                        .field("state", event.state().name().toLowerCase(Locale.ROOT))
                        .field("message", event.why())
                        .end();
            }
        });
    }

    private JsonLine conversation(ConversationRef in) {
        key("conversation");
        json.append('[');
        quote(in.kind().name().toLowerCase(Locale.ROOT));
        if (in.kind() != ConversationRef.Kind.LOBBY) {
            json.append(',');
            quote(in.name());
        }
        json.append(']');
        return this;
    }

    private JsonLine field(String name, long value) {
        key(name);
        json.append(value);
        return this;
    }

    private JsonLine field(String name, String value) {
        key(name);
        quote(value);
        return this;
    }

    private String end() {
        return json.append('}').toString();
    }

    private void key(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        quote(name);
        json.append(':');
    }

    private void quote(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c == '\n') {
                json.append("\\n");
            } else if (c == '\t') {
                json.append("\\t");
            } else if (Printable.isSteering(c) || Printable.isHalf(text, i)) {
                Printable.appendEscape(json, c);
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
