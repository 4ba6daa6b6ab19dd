package io.implatform.testkit;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.Message.Kind;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds stores to the same answers: each is given the same random calls, and whatever one of them returns, all have
 * to return. What a contract leaves open (the order of a set, whether a position of nothing is told) is not
 * compared.
 *
 * <p>Threads: one. The stores are empty at the beginning, and stay open.
 */
public final class StoreEquivalence {

    /**
     * A store, or the stores of one server, by the name that a difference is reported with.
     *
     * @param moderation empty where it keeps no sanctions; then none are compared
     */
    public record Candidate(
            String name, UserStore users, ConversationStore conversations, Optional<ModerationStore> moderation) {}

    private static final int USERS = 14;
    private static final int GROUPS = 12;

    private final Random random;
    private final List<Candidate> candidates;
    private final boolean moderates;
    private final List<UserId> users = new ArrayList<>();
    private final List<ConversationId> conversations = new ArrayList<>(List.of(ConversationId.LOBBY));
    private final List<ConversationId.Group> groups = new ArrayList<>();
    private int done;
    private int tokenEnd = 1_000_000;
    private int accounts;

    private StoreEquivalence(Random random, List<Candidate> candidates) {
        this.random = random;
        this.candidates = List.copyOf(candidates);
        moderates = candidates.stream().allMatch(it -> it.moderation().isPresent());
        for (int i = 0; i < USERS; i++) {
            users.add(UserId.of((i % 2 == 0 ? "User" : "user") + i));
            conversations.add(ConversationId.between(users.get(i), users.get(i / 2)));
        }
        for (int i = 0; i < GROUPS; i++) {
            // Pairs of them have one name.
            groups.add(new ConversationId.Group("g" + i, "Name" + i / 2));
        }
        conversations.addAll(groups);
    }

    /**
     * Makes random calls and compares what they return.
     *
     * @param operations how many writes and reads
     * @param candidates at least two; the first one is what the others are compared with
     * @throws AssertionError if two differ; the message says with which seed it is repeated
     */
    public static void hold(int operations, List<Candidate> candidates) {
        long seed = Seed.next();
        StoreEquivalence walk = new StoreEquivalence(new Random(seed), candidates);
        try {
            while (walk.done < operations) {
                walk.step();
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "with -D" + Seed.PROPERTY + "=" + seed + ", operation " + walk.done + ": " + e.getMessage(), e);
        }
    }

    private void step() {
        int kind = random.nextInt(100);
        if (kind < 16) {
            commit();
        } else if (kind < 72) {
            done++;
            read();
        } else if (kind < 82 || !moderates) {
            done++;
            account();
        } else if (kind < 94) {
            done++;
            token();
        } else {
            done++;
            moderate();
        }
    }

    private <T> T same(String what, Function<Candidate, T> call, Function<T, String> shown) {
        T first = call.apply(candidates.get(0));
        String expected = shown.apply(first);
        for (Candidate candidate : candidates.subList(1, candidates.size())) {
            String actual = shown.apply(call.apply(candidate));
            if (!actual.equals(expected)) {
                throw new AssertionError(what + "\n " + candidates.get(0).name() + ": " + expected + "\n "
                        + candidate.name() + ": " + actual);
            }
        }
        return first;
    }

    // Writes

    private void commit() {
        List<Write> batch = new ArrayList<>();
        for (int size = 1 + random.nextInt(random.nextInt(12) == 0 ? 250 : 30); size > 0; size--) {
            batch.add(write());
        }
        done += batch.size();
        same("commit of " + batch, it -> it.conversations().commit(batch), outcomes -> list(outcomes, this::shown));
    }

    private Write write() {
        int kind = random.nextInt(100);
        if (kind < 66) {
            return append();
        }
        if (kind < 78) {
            return change();
        }
        if (kind < 90) {
            return new Write.MovePosition(
                    any(users), any(conversations), new Position(random.nextInt(500), random.nextInt(500)));
        }
        if (kind < 96) {
            return new Write.Block(any(users), any(users), random.nextInt(3) > 0);
        }
        ConversationId.Group id = any(groups);
        return new Write.FoundGroup(Group.founded(id, random.nextInt(3) == 0, any(users)));
    }

    private Write append() {
        ConversationId conversation = any(conversations);
        Kind kind = any(List.of(Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.EDIT, Kind.EDIT, Kind.DELETION));
        boolean refers = kind != Kind.TEXT || random.nextInt(4) == 0;
        int head = (int) candidates.get(0).conversations().head(conversation);
        // Mostly to one of the last, often to one of the batch.
        int refersTo = Math.max(0, head + 8 - random.nextInt(random.nextInt(4) == 0 ? head + 12 : 30));
        return new Write.Append(
                conversation,
                any(users),
                Instant.ofEpochMilli(random.nextLong() >> 20),
                kind,
                refers ? refersTo : 0,
                kind == Kind.DELETION ? "" : text(),
                random.nextInt(3) == 0 ? "id" + random.nextInt(5_000) : null,
                version(conversation));
    }

    private String text() {
        String text = "text " + random.nextInt(1_000_000);
        return switch (random.nextInt(20)) {
            case 0 -> text + " 😀 'quoted' \\ \" {,} %_";
            case 1 -> text.repeat(1 + random.nextInt(200));
            case 2 -> "";
            default -> text;
        };
    }

    private Write change() {
        ConversationId.Group group = any(groups);
        UserId user = any(users);
        List<GroupChange> changes = List.of(
                new GroupChange.SetMember(user, any(List.of(Role.values()))),
                new GroupChange.SetMember(user, Role.MEMBER),
                new GroupChange.RemoveMember(user, any(users)),
                new GroupChange.Invite(user),
                new GroupChange.SetTopic("topic " + random.nextInt(3)));
        return new Write.ChangeGroup(group, version(group), any(changes));
    }

    /** Mostly the right one, or that of a few changes later, as within a batch. */
    private long version(ConversationId conversation) {
        if (!(conversation instanceof ConversationId.Group id)) {
            return 0;
        }
        long version =
                candidates.get(0).conversations().group(id).map(Group::version).orElse(1L);
        return version + (random.nextInt(4) == 0 ? random.nextInt(4) - 1 : 0);
    }

    // Reads

    private void read() {
        ConversationId in = any(conversations);
        ConversationId.Group group = any(groups);
        UserId user = any(users);
        long seq = random.nextInt((int) candidates.get(0).conversations().head(in) + 4);
        int limit = 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 12);
        String at = " of " + in.key() + " at " + seq + ", " + limit;
        switch (random.nextInt(10)) {
            case 0 -> same("since" + at, it -> it.conversations().since(in, seq, limit), this::shown);
            case 1 -> same("message" + at, it -> it.conversations().message(in, seq), it -> list(it, this::shown));
            case 2 -> same("head" + at, it -> it.conversations().head(in), String::valueOf);
            case 3 -> same("group " + group.key(), it -> it.conversations().group(group), it -> list(it, this::shown));
            case 4 ->
                same(
                        "public group " + group.name(),
                        it -> it.conversations().publicGroup(group.name()),
                        it -> it.map(ConversationId::key).orElse("none"));
            case 5 ->
                same(
                        "standings of " + user,
                        it -> it.conversations().standings(user),
                        standings -> sorted(
                                standings,
                                it -> it.conversation().key() + " " + it.head() + " " + it.position() + " "
                                        + it.invited()));
            case 6 ->
                same(
                        "blocked by " + user,
                        it -> it.conversations().blockedBy(user),
                        blocked -> sorted(blocked, UserId::name));
            case 7 ->
                same(
                        "positions" + at,
                        it -> it.conversations().positions(in, users),
                        positions -> sorted(
                                positions.entrySet(),
                                it -> it.getValue().equals(Position.START)
                                        ? ""
                                        : it.getKey().key() + it.getValue()));
            default -> {
                PageRequest page = any(List.of(PageRequest.newest(), PageRequest.before(seq), PageRequest.after(seq)));
                same("history " + page + at, it -> it.conversations().history(in, page, limit), this::shown);
            }
        }
    }

    // Accounts

    private void account() {
        UserId user = random.nextInt(3) == 0 ? any(users) : UserId.of("account" + random.nextInt(40 + accounts / 20));
        String hash = "hash " + random.nextInt(3);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                accounts++;
                same("create " + user, it -> it.users().create(new Account(user, hash)), String::valueOf);
            }
            case 3, 4 ->
                same(
                        "replace the hash of " + user,
                        it -> it.users().replacePasswordHash(user, hash, "hash " + accounts % 3),
                        String::valueOf);
            case 5 -> {
                if (random.nextInt(8) == 0) {
                    same("retire " + user, it -> it.users().retire(user), String::valueOf);
                }
            }
            case 6 -> {
                AccountRole role = any(List.of(AccountRole.values()));
                same("role of " + user, it -> it.users().setRole(user, role), String::valueOf);
            }
            case 7 -> {
                boolean disabled = random.nextBoolean();
                same("disable " + user, it -> it.users().setDisabled(user, disabled), String::valueOf);
            }
            case 8 -> {
                Optional<UserId> after = random.nextBoolean() ? Optional.of(user) : Optional.empty();
                int limit = 1 + random.nextInt(9);
                same("list after " + after, it -> it.users().list(after, limit), all -> list(all, this::shown));
            }
            default -> same("find " + user, it -> it.users().find(user), found -> list(found, this::shown));
        }
    }

    private void token() {
        UserId user = any(users);
        String hash = "t" + random.nextInt(60);
        int kind = random.nextInt(100);
        if (kind < 40) {
            // No two end at the same time: which of them is removed is the store's choice.
            tokenEnd += 7;
            Instant end = Instant.ofEpochMilli(random.nextInt(5) == 0 ? tokenEnd - 20_000 : tokenEnd);
            int limit = 1 + random.nextInt(5);
            same("add " + hash + " of " + user, it -> it.users().addToken(user, hash, end, limit), String::valueOf);
        } else if (kind < 92) {
            Instant now = Instant.ofEpochMilli(tokenEnd - (long) random.nextInt(2_000));
            same(
                    "token " + hash + " at " + now,
                    it -> it.users().findByToken(hash, now),
                    found -> list(found, this::shown));
        } else if (kind < 98) {
            same(
                    "remove " + hash,
                    it -> {
                        it.users().removeToken(user, hash);
                        return "";
                    },
                    it -> it);
        } else {
            same(
                    "remove all tokens of " + user,
                    it -> {
                        it.users().removeTokens(user);
                        return "";
                    },
                    it -> it);
        }
    }

    // Moderation

    private void moderate() {
        Sanction.Kind kind = any(List.of(Sanction.Kind.values()));
        Sanction.Subject subject = new Sanction.Subject.OfUser(any(users));
        Instant now = Instant.ofEpochMilli(done);
        Optional<Instant> until =
                random.nextBoolean() ? Optional.empty() : Optional.of(now.plusMillis(random.nextInt(20_000)));
        AuditEntry entry = new AuditEntry(
                now, any(users).name(), kind.key(), subject.name(), until, "reason " + random.nextInt(9));
        switch (random.nextInt(5)) {
            case 0 ->
                same(
                        "impose " + kind + " on " + subject.key(),
                        it -> moderation(it)
                                .impose(
                                        new Sanction(kind, subject, now, until, entry.actor(), entry.detail()),
                                        8,
                                        entry),
                        String::valueOf);
            case 1 ->
                same(
                        "lift " + kind + " from " + subject.key(),
                        it -> moderation(it).lift(kind, subject, entry),
                        String::valueOf);
            case 2 ->
                same(
                        "append " + entry,
                        it -> {
                            moderation(it).append(entry);
                            return "";
                        },
                        it -> it);
            case 3 -> same("sanctions", it -> moderation(it).sanctions(), all -> sorted(all, Sanction::toString));
            default -> {
                int after = random.nextInt(done);
                same(
                        "audit after " + after,
                        it -> moderation(it).audit(after % 2_000, Instant.ofEpochMilli(after / 2), 20),
                        all -> list(all, String::valueOf));
            }
        }
    }

    private static ModerationStore moderation(Candidate candidate) {
        return candidate.moderation().orElseThrow();
    }

    // How what is returned is shown: with the spelling of names, which equality leaves out

    private String shown(Outcome outcome) {
        Message message = outcome.message();
        return outcome.result() + (message == null ? "" : " " + shown(message));
    }

    private String shown(HistoryPage page) {
        return list(page.messages(), this::shown) + (page.more() ? " and more" : "");
    }

    private String shown(@Nullable Message message) {
        return message == null
                ? "nothing"
                : message.conversation().key() + " #" + message.seq() + " " + message.time() + " "
                        + message.from().name() + " " + message.kind() + " " + message.refersTo() + " "
                        + message.state() + " \"" + message.text() + "\"";
    }

    private String shown(Group group) {
        return group.id().key() + " " + group.isPrivate() + " \"" + group.topic() + "\" " + group.version() + " "
                + list(
                        group.members().entrySet(),
                        (Map.Entry<UserId, Role> it) -> it.getKey().name() + " " + it.getValue())
                + " invited " + sorted(group.invited(), UserId::name);
    }

    private String shown(Account account) {
        return account.user().name() + " " + account.passwordHash() + " " + account.role() + " " + account.isDisabled();
    }

    private static <T> String list(Optional<T> value, Function<T, String> shown) {
        return value.map(shown).orElse("none");
    }

    private static <T> String list(Collection<T> values, Function<T, String> shown) {
        StringBuilder text = new StringBuilder();
        values.forEach(value -> text.append("\n   ").append(shown.apply(value)));
        return text.toString();
    }

    private static <T> String sorted(Collection<T> values, Function<T, String> shown) {
        TreeSet<String> sorted = new TreeSet<>();
        values.forEach(value -> sorted.add(shown.apply(value)));
        sorted.remove("");
        return sorted.toString();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
