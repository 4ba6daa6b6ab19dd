package io.implatform.protocol.client;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Durations;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.PageRequest;
import io.implatform.protocol.internal.JsonWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests in the JSON form. */
final class RequestWriter implements Command.Cases<byte[]> {
    private static final int HEAD_BYTES = 128;

    private final @Nullable String ref;

    RequestWriter(@Nullable String ref) {
        this.ref = ref;
    }

    /** The reference stands in front, so that a line that is refused for its length still shows it. */
    private JsonWriter line(Verb verb, int bytes) {
        JsonWriter out = new JsonWriter(HEAD_BYTES + bytes).line(JsonWriter.key(verb));
        return ref == null ? out : out.text("ref", ref);
    }

    private JsonWriter line(Command command) {
        return line(command.verb(), 0);
    }

    private byte[] bare(Command command) {
        return line(command).endLine().frame();
    }

    @Override
    public byte[] say(Command.Say command) {
        JsonWriter out = line(command.verb(), command.text().length());
        ConversationRef in = command.in();
        if (command.what() != Command.Say.What.POST) {
            out.conversation("conversation", in).number("seq", command.seq());
        } else if (in.kind() == ConversationRef.Kind.PRIVATE) {
            out.text("to", in.name());
        } else if (in.kind() == ConversationRef.Kind.GROUP) {
            out.text("group", in.name());
        }
        if (command.what() != Command.Say.What.DELETE) {
            out.text("text", command.text());
        }
        String id = command.clientId();
        return (id == null ? out : out.text("id", id)).endLine().frame();
    }

    @Override
    public byte[] register(Command.Register command) {
        return line(command)
                .text("user", command.name())
                .text("password", command.password())
                .endLine()
                .frame();
    }

    @Override
    public byte[] login(Command.Login command) {
        JsonWriter out = line(command);
        Command.Credentials credentials = command.credentials();
        if (credentials instanceof Command.PasswordCredentials password) {
            out.text("user", password.name()).text("password", password.password());
        } else if (credentials instanceof Command.TokenCredentials token) {
            out.text("token", token.token());
        } else if (credentials instanceof Command.HostTokenCredentials token) {
            out.text("hostToken", token.token());
        } else {
            out.flag("certificate", true);
        }
        command.resume().ifPresent(resume -> resume(out, resume));
        // Said with a token, too: a server of before took it for wanted there.
        boolean goesWithoutSaying =
                command.wantsToken() && command.credentials().wantsTokenUnlessSaid();
        return (goesWithoutSaying ? out : out.flag("wantsToken", command.wantsToken()))
                .endLine()
                .frame();
    }

    private static void resume(JsonWriter out, Command.Resume resume) {
        out.object("resume").text("epoch", resume.epoch()).array("positions");
        for (Map.Entry<ConversationRef, Long> position : resume.positions().entrySet()) {
            out.position(position.getKey(), position.getValue());
        }
        out.endArray().endObject();
    }

    @Override
    public byte[] changePassword(Command.ChangePassword command) {
        return line(command)
                .text("old", command.oldPassword())
                .text("new", command.newPassword())
                .endLine()
                .frame();
    }

    @Override
    public byte[] unregister(Command.Unregister command) {
        return line(command).text("password", command.password()).endLine().frame();
    }

    @Override
    public byte[] logout(Command.Logout command) {
        return line(command)
                .flagIf("everywhere", command.everywhere())
                .endLine()
                .frame();
    }

    @Override
    public byte[] online(Command.Online command) {
        return bare(command);
    }

    @Override
    public byte[] setStatus(Command.SetStatus command) {
        return line(command)
                .word("state", command.status().state().key())
                .text("text", command.status().text())
                .endLine()
                .frame();
    }

    @Override
    public byte[] watch(Command.Watch command) {
        return bare(command);
    }

    @Override
    public byte[] typing(Command.Typing command) {
        return line(command)
                .conversation("conversation", command.in())
                .endLine()
                .frame();
    }

    @Override
    public byte[] positions(Command.Positions command) {
        return line(command)
                .conversation("conversation", command.in())
                .endLine()
                .frame();
    }

    @Override
    public byte[] history(Command.History command) {
        JsonWriter out = line(command).conversation("conversation", command.of());
        if (command.page().from() != PageRequest.From.NEWEST) {
            out.number(JsonWriter.key(command.page().from()), command.page().seq());
        }
        command.limit().ifPresent(limit -> out.number("limit", limit));
        return out.endLine().frame();
    }

    @Override
    public byte[] mark(Command.Mark command) {
        return line(command)
                .conversation("conversation", command.in())
                .number("seq", command.seq())
                .endLine()
                .frame();
    }

    @Override
    public byte[] unread(Command.Unread command) {
        return bare(command);
    }

    @Override
    public byte[] createGroup(Command.CreateGroup command) {
        return line(command)
                .text("group", command.name())
                .flagIf("private", command.isPrivate())
                .endLine()
                .frame();
    }

    @Override
    public byte[] changeGroup(Command.ChangeGroup command) {
        JsonWriter out = line(command).text("group", command.group());
        switch (command.verb()) {
            case INVITE, KICK, ROLE -> out.text("user", command.user());
            default -> {}
        }
        command.role().ifPresent(role -> out.word("role", role.key()));
        if (command.verb() == Verb.TOPIC) {
            out.text("text", command.topic());
        }
        return out.endLine().frame();
    }

    @Override
    public byte[] groups(Command.Groups command) {
        return bare(command);
    }

    @Override
    public byte[] members(Command.Members command) {
        return line(command).text("group", command.group()).endLine().frame();
    }

    @Override
    public byte[] block(Command.Block command) {
        return line(command).text("user", command.user()).endLine().frame();
    }

    @Override
    public byte[] blocked(Command.Blocked command) {
        return bare(command);
    }

    @Override
    public byte[] moderate(Command.Moderate command) {
        JsonWriter out = line(command);
        if (command.address().isEmpty()) {
            out.text("user", command.user());
        } else {
            out.text("address", command.address());
        }
        command.duration().ifPresent(duration -> out.text("duration", Durations.format(duration)));
        return (command.reason().isEmpty() ? out : out.text("reason", command.reason()))
                .endLine()
                .frame();
    }

    @Override
    public byte[] announce(Command.Announce command) {
        return line(command).text("text", command.text()).endLine().frame();
    }

    @Override
    public byte[] help(Command.Help command) {
        return bare(command);
    }

    @Override
    public byte[] ping(Command.Ping command) {
        return bare(command);
    }

    @Override
    public byte[] quit(Command.Quit command) {
        return bare(command);
    }
}
