package io.implatform.cli.admin;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.Write;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How a record of a store is spelled as a line of an export: {@code docs/export.md}. Threads: any. */
final class RecordLines {
    /** Of the form that is written; the first line says it. */
    static final int VERSION = 1;

    private static final JsonFactory FACTORY = new JsonFactory();

    private RecordLines() {}

    /** A record as an object, without an end of line. */
    static String write(StoreRecord record) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            record.match(new Writing(json));
            json.writeEndObject();
        }
        return line.toString();
    }

    /** The last line: how many are before it. */
    static String end(long lines) {
        return "{\"end\":" + lines + "}";
    }

    private record Writing(JsonGenerator json) implements StoreRecord.Cases<Boolean> {
        @Override
        public Boolean epoch(StoreRecord.Epoch record) {
            json.writeNumberProperty("export", VERSION);
            json.writeStringProperty("epoch", record.epoch());
            return true;
        }

        @Override
        public Boolean account(StoreRecord.OfAccount record) {
            Account account = record.account();
            json.writeStringProperty("account", account.user().name());
            if (record.isRetired()) {
                json.writeBooleanProperty("deleted", true);
                return true;
            }
            json.writeStringProperty("hash", account.passwordHash());
            json.writeStringProperty("role", account.role().key());
            if (account.isDisabled()) {
                json.writeBooleanProperty("disabled", true);
            }
            return true;
        }

        @Override
        public Boolean token(StoreRecord.Token record) {
            json.writeStringProperty("token", record.hash());
            json.writeStringProperty("user", record.user().name());
            time("expires", record.expires());
            return true;
        }

        @Override
        public Boolean group(StoreRecord.OfGroup record) {
            Group group = record.group();
            json.writeStringProperty("group", group.id().id());
            json.writeStringProperty("name", group.name());
            json.writeBooleanProperty("private", group.isPrivate());
            json.writeStringProperty("topic", group.topic());
            json.writeNumberProperty("version", group.version());
            json.writeArrayPropertyStart("members");
            group.members().forEach((user, role) -> {
                json.writeString(user.name());
                json.writeString(role.key());
            });
            json.writeEndArray();
            json.writeArrayPropertyStart("invited");
            group.invited().forEach(user -> json.writeString(user.name()));
            json.writeEndArray();
            return true;
        }

        @Override
        public Boolean said(StoreRecord.Said record) {
            Write.Append append = record.append();
            json.writeNumberProperty("message", record.seq());
            json.writeStringProperty("in", append.conversation().key());
            time("time", append.time());
            json.writeStringProperty("from", append.from().name());
            if (append.kind() != Message.Kind.TEXT) {
                json.writeStringProperty("kind", append.kind().name().toLowerCase(Locale.ROOT));
            }
            if (append.refersTo() != 0) {
                json.writeNumberProperty("to", append.refersTo());
            }
            if (append.kind() != Message.Kind.DELETION) {
                json.writeStringProperty("text", append.text());
            }
            if (append.clientId() != null) {
                json.writeStringProperty("id", append.clientId());
            }
            return true;
        }

        @Override
        public Boolean reached(StoreRecord.Reached record) {
            json.writeStringProperty("position", record.user().name());
            json.writeStringProperty("in", record.conversation().key());
            json.writeNumberProperty("delivered", record.position().delivered());
            json.writeNumberProperty("read", record.position().read());
            return true;
        }

        @Override
        public Boolean blocked(StoreRecord.Blocked record) {
            json.writeStringProperty("block", record.other().name());
            json.writeStringProperty("by", record.user().name());
            return true;
        }

        @Override
        public Boolean imposed(StoreRecord.Imposed record) {
            Sanction sanction = record.sanction();
            json.writeStringProperty("sanction", sanction.kind().key());
            json.writeStringProperty("subject", sanction.subject().key());
            json.writeStringProperty("name", sanction.subject().name());
            time("since", sanction.since());
            sanction.until().ifPresent(until -> time("until", until));
            json.writeStringProperty("by", sanction.by());
            json.writeStringProperty("reason", sanction.reason());
            return true;
        }

        @Override
        public Boolean logged(StoreRecord.Logged record) {
            AuditEntry entry = record.record().entry();
            json.writeNumberProperty("audit", record.record().seq());
            time("time", entry.time());
            json.writeStringProperty("actor", entry.actor());
            json.writeStringProperty("action", entry.action());
            json.writeStringProperty("subject", entry.subject());
            entry.until().ifPresent(until -> time("until", until));
            json.writeStringProperty("detail", entry.detail());
            return true;
        }

        private void time(String name, Instant time) {
            json.writeNumberProperty(name, time.toEpochMilli());
        }
    }

    /**
     * The record of a line; empty for the last one, {@link #end}.
     *
     * @param before how many lines came before
     * @throws IllegalArgumentException if it is none; the message says why and shows nothing of the line
     */
    static Optional<StoreRecord> read(String line, long before) {
        LineFields fields = LineFields.parse(line);
        Optional<StoreRecord> record = read(fields, before);
        fields.requireAllTaken();
        return record;
    }

    private static Optional<StoreRecord> read(LineFields fields, long before) {
        return switch (fields.firstName()) {
            case "export" -> Optional.of(epoch(fields));
            case "account" -> Optional.of(account(fields));
            case "token" ->
                Optional.of(new StoreRecord.Token(fields.user("user"), fields.word("token"), fields.time("expires")));
            case "group" -> Optional.of(new StoreRecord.OfGroup(group(fields)));
            case "message" -> Optional.of(said(fields));
            case "position" ->
                Optional.of(new StoreRecord.Reached(
                        fields.user("position"),
                        fields.conversation("in"),
                        new Position(fields.number("delivered"), fields.number("read"))));
            case "block" -> Optional.of(new StoreRecord.Blocked(fields.user("by"), fields.user("block")));
            case "sanction" -> Optional.of(new StoreRecord.Imposed(sanction(fields)));
            case "audit" ->
                Optional.of(new StoreRecord.Logged(new AuditRecord(
                        fields.number("audit"),
                        new AuditEntry(
                                fields.time("time"),
                                fields.text("actor"),
                                fields.text("action"),
                                fields.text("subject"),
                                fields.timeIf("until"),
                                fields.text("detail")))));
            case "end" -> {
                if (fields.number("end") != before) {
                    throw new IllegalArgumentException("there should be as many lines before this one as it says");
                }
                yield Optional.empty();
            }
            default -> throw new IllegalArgumentException("the first field says nothing that is known");
        };
    }

    private static StoreRecord epoch(LineFields fields) {
        if (fields.number("export") != VERSION) {
            throw new IllegalArgumentException("another version of the form than " + VERSION + "; use a newer program");
        }
        String epoch = fields.word("epoch");
        if (!epoch.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("epoch is 1-64 of A-Z a-z 0-9 -");
        }
        return new StoreRecord.Epoch(epoch);
    }

    private static StoreRecord account(LineFields fields) {
        UserId user = fields.user("account");
        if (fields.flag("deleted")) {
            return new StoreRecord.OfAccount(new Account(user, Account.NO_PASSWORD), true);
        }
        AccountRole role = AccountRole.find(fields.text("role")).orElseThrow(() -> LineFields.wrong("role"));
        return new StoreRecord.OfAccount(new Account(user, fields.word("hash"), role, fields.flag("disabled")), false);
    }

    private static Group group(LineFields fields) {
        Map<UserId, Role> members = new LinkedHashMap<>();
        List<String> names = fields.texts("members");
        if (names.size() % 2 != 0) {
            throw LineFields.wrong("members");
        }
        for (int i = 0; i < names.size(); i += 2) {
            UserId user = UserId.parse(names.get(i)).orElseThrow(() -> LineFields.wrong("members"));
            Role role = Role.find(names.get(i + 1)).orElseThrow(() -> LineFields.wrong("members"));
            if (members.put(user, role) != null) {
                throw LineFields.wrong("members");
            }
        }
        Set<UserId> invited = new LinkedHashSet<>();
        for (String name : fields.texts("invited")) {
            invited.add(UserId.parse(name).orElseThrow(() -> LineFields.wrong("invited")));
        }
        long version = fields.number("version");
        if (version < 1) {
            throw LineFields.wrong("version");
        }
        try {
            return new Group(
                    new ConversationId.Group(fields.text("group"), fields.text("name")),
                    fields.bool("private"),
                    fields.text("topic"),
                    members,
                    invited,
                    version);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the group has no id, or no name, that can be one", e);
        }
    }

    private static StoreRecord said(LineFields fields) {
        String kindName = fields.textIf("kind").orElse("text");
        Message.Kind kind = switch (kindName) {
            case "text" -> Message.Kind.TEXT;
            case "edit" -> Message.Kind.EDIT;
            case "deletion" -> Message.Kind.DELETION;
            default -> throw LineFields.wrong("kind");
        };
        return new StoreRecord.Said(
                new Write.Append(
                        fields.conversation("in"),
                        fields.user("from"),
                        fields.time("time"),
                        kind,
                        fields.numberOr0("to"),
                        kind == Message.Kind.DELETION ? "" : fields.text("text"),
                        fields.textIf("id").orElse(null),
                        0),
                fields.number("message"));
    }

    private static Sanction sanction(LineFields fields) {
        try {
            return new Sanction(
                    Sanction.Kind.find(fields.text("sanction")).orElseThrow(() -> LineFields.wrong("sanction")),
                    Sanction.Subject.parse(fields.text("subject"), fields.text("name"))
                            .orElseThrow(() -> LineFields.wrong("subject")),
                    fields.time("since"),
                    fields.timeIf("until"),
                    fields.text("by"),
                    fields.text("reason"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no such sanction: " + e.getMessage(), e);
        }
    }
}
