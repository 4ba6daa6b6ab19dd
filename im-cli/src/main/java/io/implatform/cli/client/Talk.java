package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What the terminal client does with a line that was typed and with an event: the terminal itself is a
 * {@link Screen}, the connection a {@link Chat}.
 *
 * <p><b>Threads.</b> {@link #typed} and {@link #login} are called by the thread that reads lines and may wait
 * for a password to be typed; everything else returns at once, and answers are shown by the threads that
 * bring them.
 */
final class Talk {
    private static final int PAGE = 20;
    private static final int LOOK_BACK = 10;
    private static final long LOGIN_SECONDS = 60;

    private final Chat chat;
    private final Conversations conversations;
    private final Painter painter;
    private final Screen screen;
    private final Shower shower;

    Talk(Chat chat, Conversations conversations, Painter painter, Screen screen, Shower shower) {
        this.chat = chat;
        this.conversations = conversations;
        this.painter = painter;
        this.screen = screen;
        this.shower = shower;
    }

    /**
     * Logs in and shows what there is.
     *
     * @param given the password, where it need not be asked for
     * @return whether it worked; if not, the screen says why
     */
    boolean login(String user, Optional<String> given) {
        Optional<String> password = given.or(() -> screen.secret("password of " + Printable.line(user) + ": "));
        if (password.isEmpty()) {
            return false;
        }
        String name;
        try {
            name = chat.login(user, password.get()).get(LOGIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            shower.trouble("not logged in: " + words(e));
            screen.print(painter.note("/login tries again, /register makes an account, /quit ends"));
            return false;
        } catch (TimeoutException e) {
            shower.trouble("not logged in: the server has not answered for " + LOGIN_SECONDS + " s");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        conversations.begin(name);
        screen.print(painter.note("logged in as " + painter.name(name) + "; /help shows the commands"));
        look(conversations.current());
        then(chat.watch(), done -> {});
        then(chat.online(), users -> users.forEach(present -> conversations.user(present.user())));
        then(chat.groups(), groups -> groups.forEach(this::know));
        then(chat.unread(), unread -> unread.forEach(entry -> conversations.told(entry.in(), entry.count())));
        screen.refresh();
        return true;
    }

    private void know(Chat.Standing group) {
        conversations.group(group.group());
        if (group.role().isPresent()) {
            conversations.know(ConversationRef.group(group.group()));
        } else {
            screen.print(painter.note("you may join #" + group.group()));
        }
    }

    /**
     * Does what was typed.
     *
     * @return whether to go on
     */
    boolean typed(Typed typed) {
        markRead(conversations.current());
        return typed.match(new Typed.Cases<>() {
            @Override
            public Boolean nothing(Typed.Nothing typed) {
                screen.refresh();
                return true;
            }

            @Override
            public Boolean text(Typed.Text typed) {
                if (isLoggedIn()) {
                    say(Chat.What.POST, conversations.current(), 0, typed.text());
                }
                return true;
            }

            @Override
            public Boolean command(Typed.Command typed) {
                return run(typed);
            }

            @Override
            public Boolean mistake(Typed.Mistake typed) {
                shower.trouble(typed.words());
                return true;
            }
        });
    }

    private boolean run(Typed.Command command) {
        switch (command.slash()) {
            case QUIT -> {
                return false;
            }
            case HELP -> screen.print(painter.help());
            case LOGIN ->
                command.word(0).or(this::me).ifPresentOrElse(user -> login(user, Optional.empty()), this::who);
            case REGISTER -> command.word(0).ifPresentOrElse(this::register, this::who);
            default -> {
                if (isLoggedIn()) {
                    runLoggedIn(command);
                }
            }
        }
        return true;
    }

    private void who() {
        shower.trouble("as whom? a name is missing");
    }

    private Optional<String> me() {
        return Optional.of(conversations.me()).filter(name -> !name.isEmpty());
    }

    private void runLoggedIn(Typed.Command command) {
        ConversationRef here = conversations.current();
        switch (command.slash()) {
            case TO -> go(Typed.conversation(command.words().get(0)));
            case MSG -> say(Chat.What.POST, Typed.conversation(command.words().get(0)), 0, command.text());
            case LIST -> screen.print(painter.conversations(conversations.list(), here));
            case NEXT -> conversations.next().ifPresentOrElse(this::go, () -> note("nothing else is unread"));
            case HISTORY -> history(here, command.word(0).map(Talk::count).orElse(PAGE));
            case REPLY -> about(Chat.What.REPLY, here, command);
            case EDIT -> about(Chat.What.EDIT, here, command);
            case DELETE -> about(Chat.What.DELETE, here, command);
            case READ -> markRead(command.word(0).map(Typed::conversation).orElse(here));
            case WHO ->
                then(chat.online(), users -> {
                    users.forEach(present -> conversations.user(present.user()));
                    screen.print(painter.online(users));
                });
            case STATUS -> status(command.words().get(0), command.text());
            case BLOCK, UNBLOCK -> {
                String user = plain(command.words().get(0));
                boolean on = command.slash() == Slash.BLOCK;
                then(chat.block(user, on), done -> note(painter.name(user) + " is " + (on ? "" : "not ") + "blocked"));
            }
            case BLOCKED ->
                then(
                        chat.blocked(),
                        users -> note(users.isEmpty() ? "nobody is blocked" : "blocked: " + String.join(", ", users)));
            case PASSWORD -> changePassword();
            case UNREGISTER -> unregister();
            case LOGOUT ->
                then(
                        chat.logout(command.word(0).isPresent()),
                        done -> note("logged out" + (command.word(0).isPresent() ? " everywhere" : "")));
            case CREATE -> create(command);
            case JOIN -> join(command.words().get(0));
            case GROUPS ->
                then(chat.groups(), groups -> {
                    groups.forEach(group -> conversations.group(group.group()));
                    screen.print(painter.groups(groups));
                });
            default -> runInGroup(command, here);
        }
    }

    private void runInGroup(Typed.Command command, ConversationRef here) {
        Optional<String> named = command.group()
                .or(() -> here.kind() == ConversationRef.Kind.GROUP ? Optional.of(here.name()) : Optional.empty());
        if (named.isEmpty()) {
            shower.trouble("in which group? " + command.slash().usage());
            return;
        }
        String group = named.get();
        String user = command.word(0).map(Talk::plain).orElse("");
        switch (command.slash()) {
            case MEMBERS ->
                then(chat.members(group), members -> {
                    members.forEach(member -> conversations.user(member.user()));
                    screen.print(painter.members(group, members));
                });
            case LEAVE ->
                then(chat.leave(group), done -> {
                    conversations.drop(ConversationRef.group(group));
                    note("you left #" + group);
                });
            case INVITE -> then(chat.invite(group, user), done -> note(painter.name(user) + " may join #" + group));
            case KICK -> then(chat.kick(group, user), done -> note(painter.name(user) + " is no more in #" + group));
            case ROLE ->
                Role.find(command.words().get(1))
                        .ifPresentOrElse(
                                role -> then(
                                        chat.role(group, user, role),
                                        done -> note(painter.name(user) + " is " + role.key() + " of #" + group)),
                                () -> shower.trouble("it is: " + command.slash().usage()));
            case TOPIC ->
                then(
                        chat.topic(group, command.text()),
                        done -> note("#" + group + " is about "
                                + (command.text().isEmpty() ? "nothing" : Printable.line(command.text()))));
            default -> throw new IllegalStateException(command.slash().name());
        }
    }

    private void go(ConversationRef to) {
        ConversationRef there = conversations.go(to);
        look(there);
        screen.refresh();
    }

    /** Shows the newest messages of a conversation, but for those that are on the screen, and reads it. */
    private void look(ConversationRef at) {
        then(chat.history(at, 0, LOOK_BACK), page -> {
            List<ChatMessage> fresh = conversations.shown(page.messages());
            if (!fresh.isEmpty()) {
                showPage(at, fresh, page.more() ? "" : "the beginning of ");
            } else if (conversations.isCurrent(at)) {
                screen.print(painter.remark(Typed.name(at)));
            }
            markRead(at);
        });
    }

    private void history(ConversationRef of, int count) {
        then(chat.history(of, conversations.oldest(of), count), page -> {
            List<ChatMessage> fresh = conversations.shown(page.messages());
            if (fresh.isEmpty()) {
                screen.print(painter.remark("nothing further back in " + Typed.name(of)));
            } else {
                showPage(of, fresh, page.more() ? "" : "the beginning of ");
            }
        });
    }

    /** In one piece, so that nothing comes in between. */
    private void showPage(ConversationRef of, List<ChatMessage> page, String beginning) {
        StringBuilder lines = new StringBuilder(painter.remark(beginning + Typed.name(of)));
        LocalDate last = null;
        for (ChatMessage message : page) {
            LocalDate date = painter.dayOf(message.time());
            if (!date.equals(last)) {
                lines.append('\n').append(painter.day(date));
                last = date;
            }
            lines.append('\n').append(painter.message(message, true));
        }
        screen.print(lines.append('\n')
                .append(painter.remark(page.size() + " shown"))
                .toString());
    }

    private void markRead(ConversationRef in) {
        OptionalLong seq = conversations.read(in);
        if (seq.isPresent()) {
            then(chat.read(in, seq.getAsLong()), done -> {});
        }
        screen.refresh();
    }

    private void about(Chat.What what, ConversationRef in, Typed.Command command) {
        String which = command.words().get(0);
        OptionalLong seq = which.equals("last")
                ? conversations.last(in, what != Chat.What.REPLY)
                : OptionalLong.of(Long.parseLong(which));
        if (seq.isEmpty()) {
            shower.trouble("there is no last message of " + (what == Chat.What.REPLY ? "another user" : "yours")
                    + " on the screen; name its number");
            return;
        }
        say(what, in, seq.getAsLong(), command.text());
    }

    private void say(Chat.What what, ConversationRef in, long about, String text) {
        if (shower.isReconnecting()) {
            note("not connected: it is kept, and sent as soon as there is a connection again");
        }
        then(chat.say(what, in, about, text), sent -> {
            String me = conversations.me();
            ChatEvent own = switch (what) {
                case POST, REPLY ->
                    new ChatEvent.Said(new ChatMessage(in, sent.seq(), sent.time(), me, text, about, false, false));
                case EDIT -> new ChatEvent.Edited(in, about, sent.seq(), sent.time(), me, text);
                case DELETE -> new ChatEvent.Deleted(in, about, sent.seq(), sent.time(), me);
            };
            shower.show(own);
        });
    }

    private void status(String state, String text) {
        Status.State.find(state)
                .ifPresentOrElse(
                        found -> then(chat.status(new Status(found, text)), done -> note("you are " + found.key())),
                        () -> shower.trouble("it is: " + Slash.STATUS.usage()));
    }

    private void create(Typed.Command command) {
        String group = command.words().get(0);
        // At once, so that what is typed next is not said elsewhere.
        conversations.go(ConversationRef.group(group));
        then(
                chat.create(group, command.word(1).isPresent()),
                done -> note("#" + Printable.line(group) + " is founded; /invite lets others in"));
        screen.refresh();
    }

    private void join(String group) {
        ConversationRef there = conversations.go(ConversationRef.group(group));
        then(chat.join(group), done -> {
            note("you are in #" + Printable.line(group));
            look(there);
        });
        screen.refresh();
    }

    private void register(String user) {
        Optional<String> password = newPassword();
        if (password.isEmpty()) {
            return;
        }
        try {
            chat.register(user, password.get()).get(LOGIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            shower.trouble("not registered: " + words(e));
            return;
        } catch (TimeoutException e) {
            shower.trouble("not registered: the server has not answered for " + LOGIN_SECONDS + " s");
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        note(painter.name(user) + " is registered");
        if (conversations.me().isEmpty()) {
            login(user, password);
        }
    }

    private Optional<String> newPassword() {
        Optional<String> password = screen.secret("new password: ");
        if (password.isPresent() && !screen.secret("once more: ").equals(password)) {
            shower.trouble("these two differ; nothing was done");
            return Optional.empty();
        }
        return password;
    }

    private void changePassword() {
        Optional<String> old = screen.secret("old password: ");
        Optional<String> password = old.isPresent() ? newPassword() : Optional.empty();
        password.ifPresent(changed ->
                then(chat.changePassword(old.orElseThrow(), changed), done -> note("the password is changed")));
    }

    private void unregister() {
        note("this deletes your account for good; its name is never given out again. Ctrl-C lets it be");
        screen.secret("your password: ")
                .ifPresent(password -> then(chat.unregister(password), done -> note("the account is deleted")));
    }

    private boolean isLoggedIn() {
        if (conversations.me().isEmpty()) {
            shower.trouble("not logged in: /login <user>, or /register <user> first");
            return false;
        }
        return true;
    }

    private void note(String words) {
        screen.print(painter.note(words));
    }

    private <T> void then(CompletableFuture<T> answer, Consumer<? super T> show) {
        CompletableFuture<T> unused = answer.whenComplete((value, failure) -> {
            if (failure != null) {
                shower.trouble(words(failure));
            } else {
                show.accept(value);
            }
            screen.refresh();
        });
    }

    /** Why a future failed, in words. */
    static String words(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static int count(String word) {
        return (int) Math.min(500, Long.parseLong(word));
    }

    /** A user's name without the {@code @} that may stand before it. */
    private static String plain(String user) {
        return user.startsWith("@") ? user.substring(1) : user;
    }
}
