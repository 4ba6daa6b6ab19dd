package io.implatform.cli.admin;

import io.implatform.core.Administration;
import io.implatform.core.ChatServer;
import io.implatform.core.logic.Command;
import io.implatform.core.logic.Durations;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.Provider;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.StoreMaintenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what an administrator asks of a server: within the running one, for who comes through its socket, and
 * within {@code im admin} where none runs. A request and its answer are JSON objects; {@code
 * docs/administration.md} describes them. Threads: any; blocks.
 */
public final class AdminService {
    /** How many accounts or entries one answer holds at the most. */
    static final int PAGE = 500;

    private final ChatServer server;
    private final Administration administration;
    private final Provider.Stores stores;
    private final boolean isLive;
    private final long startedNanos = System.nanoTime();

    /**
     * @param stores what the server was given
     * @param isLive whether the server serves anybody
     */
    public AdminService(ChatServer server, Provider.Stores stores, boolean isLive) {
        this.server = server;
        this.administration = server.administration();
        this.stores = stores;
        this.isLive = isLive;
    }

    /** What a request is refused or fails with. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(String code, String words) {
            this(code, words, null);
        }

        Refused(String code, String words, @Nullable Throwable cause) {
            super(words, cause, false, false);
            this.code = code;
        }
    }

    /** Answers a request; whatever is wrong with it is an answer, too. */
    Map<String, Object> answer(Map<String, Object> request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", true);
        try {
            perform(new Arguments(request), answer);
            return answer;
        } catch (Refused e) {
            return failure(e.code, String.valueOf(e.getMessage()));
        } catch (StoreException | IOException e) {
            return failure("FAILED", String.valueOf(e.getMessage()));
        } catch (UnsupportedOperationException e) {
            return failure("NOT_SUPPORTED", String.valueOf(e.getMessage()));
        }
    }

    static Map<String, Object> failure(String code, String words) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", false);
        answer.put("code", code);
        answer.put("message", words);
        return answer;
    }

    /** The fields of a request. */
    private record Arguments(Map<String, Object> request) {
        String string(String name) {
            if (request.get(name) instanceof String value) {
                return value;
            }
            throw new Refused("BAD_REQUEST", "\"" + name + "\" is missing or not a string");
        }

        Optional<String> stringIf(String name) {
            return request.containsKey(name) ? Optional.of(string(name)) : Optional.empty();
        }

        long number(String name, long otherwise) {
            Object value = request.get(name);
            if (value == null) {
                return otherwise;
            }
            if (value instanceof Long number) {
                return number;
            }
            throw new Refused("BAD_REQUEST", "\"" + name + "\" is not a whole number");
        }

        AccountRole role() {
            String role = stringIf("role").orElse("user");
            return AccountRole.find(role)
                    .orElseThrow(() -> new Refused("BAD_ARGUMENT", "a role is user, moderator or admin"));
        }
    }

    private void perform(Arguments arguments, Map<String, Object> answer) throws IOException {
        String command = arguments.string("command");
        switch (command) {
            case "users.list" -> listUsers(arguments, answer);
            case "users.add" ->
                done(administration.addUser(
                        arguments.string("user"), arguments.stringIf("password"), arguments.role()));
            case "users.disable" ->
                done(administration.disable(
                        arguments.string("user"), arguments.stringIf("reason").orElse("")));
            case "users.enable" -> done(administration.enable(arguments.string("user")));
            case "users.reset-password" ->
                done(administration.resetPassword(arguments.string("user"), arguments.string("password")));
            case "users.delete" -> done(administration.delete(arguments.string("user")));
            case "users.role" -> {
                arguments.string("role");
                done(administration.setRole(arguments.string("user"), arguments.role()));
            }
            case "sanctions" ->
                answer.put(
                        "sanctions",
                        administration.sanctions().stream()
                                .filter(sanction -> !sanction.hasEnded(Instant.now()))
                                .map(AdminService::sanction)
                                .toList());
            case "moderate" -> done(administration.moderate(moderation(arguments)));
            case "announce" -> done(administration.announce(arguments.string("text")));
            case "audit" -> audit(arguments, answer);
            case "check" -> answer.put("verified", check());
            case "backup" -> backup(Path.of(arguments.string("file")), answer);
            // The backup of which this is the first thing that is done with it.
            case "restored" -> administration.record("restore", arguments.string("file"), "");
            case "stats" -> stats(answer);
            default -> throw new Refused("UNKNOWN_COMMAND", "there is no such command");
        }
    }

    private static void done(Optional<Refusal> refusal) {
        if (refusal.isPresent()) {
            throw new Refused(refusal.get().code().name(), refusal.get().words());
        }
    }

    private void listUsers(Arguments arguments, Map<String, Object> answer) {
        Optional<UserId> after = arguments.stringIf("after").flatMap(UserId::parse);
        List<Account> page = administration.users(after, PAGE);
        answer.put("users", page.stream().map(AdminService::account).toList());
        answer.put("more", page.size() == PAGE);
    }

    private static Map<String, Object> account(Account account) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", account.user().name());
        fields.put("role", account.role().key());
        fields.put("disabled", account.isDisabled());
        fields.put("password", !account.passwordHash().equals(Account.NO_PASSWORD));
        return fields;
    }

    private static Map<String, Object> sanction(Sanction sanction) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", sanction.kind().key());
        fields.put(sanction.subject() instanceof Sanction.Subject.OfUser ? "user" : "address", subject(sanction));
        fields.put("since", sanction.since().toString());
        sanction.until().ifPresent(until -> fields.put("until", until.toString()));
        fields.put("by", sanction.by());
        fields.put("reason", sanction.reason());
        return fields;
    }

    private static String subject(Sanction sanction) {
        return sanction.subject().name();
    }

    private static Command.Moderate moderation(Arguments arguments) {
        Verb verb = Verb.find(arguments.string("action"))
                .filter(found -> switch (found) {
                    case MUTE, UNMUTE, BAN, UNBAN, DISCONNECT -> true;
                    default -> false;
                })
                .orElseThrow(() -> new Refused("BAD_ARGUMENT", "there is no such action"));
        Optional<Duration> duration = arguments
                .stringIf("duration")
                .map(text -> Durations.parse(text)
                        .orElseThrow(
                                () -> new Refused("BAD_ARGUMENT", "a duration is such as 90s, 10m, 2h, 7d or 4w")));
        String user = arguments.stringIf("user").orElse("");
        String address = arguments.stringIf("address").orElse("");
        boolean mayBeAddress = verb == Verb.BAN || verb == Verb.UNBAN;
        if (user.isEmpty() == address.isEmpty() || (!mayBeAddress && !address.isEmpty())) {
            throw new Refused("BAD_ARGUMENT", "whom it is about is a user" + (mayBeAddress ? " or an address" : ""));
        }
        return new Command.Moderate(
                verb, user, address, duration, arguments.stringIf("reason").orElse(""));
    }

    private void audit(Arguments arguments, Map<String, Object> answer) {
        Instant since;
        try {
            since = arguments.stringIf("since").map(Instant::parse).orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            throw new Refused("BAD_ARGUMENT", "a time is such as 2026-01-31T18:45:00Z", e);
        }
        List<AuditRecord> page = administration.audit(arguments.number("after", 0), since, PAGE);
        answer.put("entries", page.stream().map(AdminService::entry).toList());
        answer.put("more", page.size() == PAGE);
    }

    private static Map<String, Object> entry(AuditRecord record) {
        AuditEntry entry = record.entry();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("seq", record.seq());
        fields.put("time", entry.time().toString());
        fields.put("actor", entry.actor());
        fields.put("action", entry.action());
        fields.put("subject", entry.subject());
        entry.until().ifPresent(until -> fields.put("until", until.toString()));
        fields.put("detail", entry.detail());
        return fields;
    }

    private StoreMaintenance maintenance() {
        return stores.maintenance()
                .orElseThrow(() ->
                        new UnsupportedOperationException("the store " + stores.location() + " has no tools for that"));
    }

    private List<Map<String, Object>> check() {
        return maintenance().check().stream()
                .map(verified -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("what", verified.what());
                    fields.put("faults", verified.faults());
                    return fields;
                })
                .toList();
    }

    private void backup(Path file, Map<String, Object> answer) throws IOException {
        StoreMaintenance maintenance = maintenance();
        if (Files.exists(file)) {
            throw new Refused("FAILED", file + " exists; name a file that does not");
        }
        administration.record("backup", file.toString(), "");
        maintenance.backup(file);
        answer.put("file", file.toString());
        answer.put("bytes", Files.size(file));
    }

    private void stats(Map<String, Object> answer) {
        answer.put("store", stores.location());
        answer.put("live", isLive);
        if (isLive) {
            answer.put(
                    "addresses",
                    server.addresses().stream().map(Object::toString).toList());
            answer.put("uptimeSeconds", (System.nanoTime() - startedNanos) / 1_000_000_000);
            answer.put("connections", administration.connections());
            answer.put("usersOnline", administration.usersOnline());
        }
        Map<String, Object> counts = new LinkedHashMap<>();
        stores.maintenance()
                .ifPresent(tools -> tools.counts().forEach(count -> counts.put(count.what(), count.count())));
        answer.put("stored", counts);
    }

    /** A field of an answer that is a list of objects; empty where it is none. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Map<String, Object> answer, String name) {
        @Nullable Object value = answer.get(name);
        return value instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
    }
}
