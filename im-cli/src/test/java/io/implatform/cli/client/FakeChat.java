package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** A chat that notes what it is asked and answers what it was told to; else, that it is done. */
final class FakeChat implements Chat {
    static final Instant TIME = Instant.parse("2026-11-23T12:00:00Z");

    /** What was asked, in order. */
    final List<String> asked = new ArrayList<>();
    /** What the next ones that say something are answered; none means the next number. */
    final Queue<CompletableFuture<Sent>> sent = new ArrayDeque<>();

    List<ChatMessage> past = List.of();
    boolean more;
    List<Unread> unread = List.of();
    List<Standing> groups = List.of();
    /** What the next requests but those that say something fail with. */
    RuntimeException failure;

    private long seq = 100;

    private <T> CompletableFuture<T> answer(String asked, T value) {
        this.asked.add(asked);
        return failure == null ? CompletableFuture.completedFuture(value) : CompletableFuture.failedFuture(failure);
    }

    @Override
    public CompletableFuture<Void> register(String user, String password) {
        return answer("register " + user + " " + password, null);
    }

    @Override
    public CompletableFuture<String> login(String user, String password) {
        return answer("login " + user + " " + password, user);
    }

    @Override
    public CompletableFuture<Sent> say(What what, ConversationRef in, long about, String text) {
        asked.add(what + " " + Typed.name(in) + " " + about + " " + text);
        CompletableFuture<Sent> next = sent.poll();
        return next == null ? CompletableFuture.completedFuture(new Sent(++seq, TIME)) : next;
    }

    @Override
    public void typing(ConversationRef in) {
        asked.add("typing " + in);
    }

    @Override
    public CompletableFuture<Page> history(ConversationRef of, long before, int limit) {
        return answer("history " + of + " " + before + " " + limit, new Page(past, more));
    }

    @Override
    public CompletableFuture<?> read(ConversationRef in, long seq) {
        return answer("read " + in + " " + seq, null);
    }

    @Override
    public CompletableFuture<List<Unread>> unread() {
        return answer("unread", unread);
    }

    @Override
    public CompletableFuture<List<Present>> online() {
        return answer("online", List.of(new Present("alice", Status.ONLINE), new Present("bob", Status.ONLINE)));
    }

    @Override
    public CompletableFuture<?> status(Status status) {
        return answer("status " + status.state() + " " + status.text(), null);
    }

    @Override
    public CompletableFuture<?> watch() {
        return answer("watch", null);
    }

    @Override
    public CompletableFuture<?> create(String group, boolean isPrivate) {
        return answer("create " + group + " " + isPrivate, null);
    }

    @Override
    public CompletableFuture<?> join(String group) {
        return answer("join " + group, null);
    }

    @Override
    public CompletableFuture<?> leave(String group) {
        return answer("leave " + group, null);
    }

    @Override
    public CompletableFuture<?> invite(String group, String user) {
        return answer("invite " + group + " " + user, null);
    }

    @Override
    public CompletableFuture<?> kick(String group, String user) {
        return answer("kick " + group + " " + user, null);
    }

    @Override
    public CompletableFuture<?> role(String group, String user, Role role) {
        return answer("role " + group + " " + user + " " + role, null);
    }

    @Override
    public CompletableFuture<?> topic(String group, String topic) {
        return answer("topic " + group + " " + topic, null);
    }

    @Override
    public CompletableFuture<List<Standing>> groups() {
        return answer("groups", groups);
    }

    @Override
    public CompletableFuture<List<Member>> members(String group) {
        return answer("members " + group, List.of(new Member("alice", Role.OWNER)));
    }

    @Override
    public CompletableFuture<?> block(String user, boolean on) {
        return answer("block " + user + " " + on, null);
    }

    @Override
    public CompletableFuture<List<String>> blocked() {
        return answer("blocked", List.of());
    }

    @Override
    public CompletableFuture<?> changePassword(String oldPassword, String newPassword) {
        return answer("password " + oldPassword + " " + newPassword, null);
    }

    @Override
    public CompletableFuture<?> unregister(String password) {
        return answer("unregister " + password, null);
    }

    @Override
    public CompletableFuture<?> logout(boolean everywhere) {
        return answer("logout " + everywhere, null);
    }

    @Override
    public void close() {
        asked.add("close");
    }
}
