package io.implatform.cli.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;
import org.jspecify.annotations.Nullable;

/**
 * The client in a terminal: one line is typed at the bottom, what happens appears above it.
 *
 * <p><b>Threads.</b> {@link #run} reads lines on the thread that calls it; events and answers are shown by the
 * threads of the {@link Chat}; a daemon thread of its own looks once a second whether somebody is writing.
 *
 * <p><b>Locks</b> are taken in this order: the {@link Shower}'s, then {@link #promptLock}, then the line reader's.
 * Whoever holds one calls nothing that takes an earlier one.
 */
final class TerminalClient implements Screen {
    /** A second is soon enough for somebody who watches another write. */
    private static final long TICK_MILLIS = 1_000;
    /** How often it is said that somebody still writes, in ticks. */
    private static final int TYPING_TICKS = 4;

    private final LineReaderImpl reader;
    private final Conversations conversations = new Conversations();
    private final Shower shower;
    private final Painter painter;
    /** Guards what the prompt is, up to the moment at which the reader has it. */
    private final Object promptLock = new Object();
    /** Whether the reader asks a question, which stays. */
    private boolean asking;

    private String shownPrompt = "";
    private String lastBuffer = "";
    private int sinceTyping = TYPING_TICKS;

    TerminalClient(Terminal terminal, Map<String, String> environment, ZoneId zone) {
        Integer colours = terminal.getNumericCapability(InfoCmp.Capability.max_colors);
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
        this.painter = new Painter(zone, wanted && colours != null ? Math.max(0, colours) : 0);
        this.shower = new Shower(conversations, painter, this, Clock.systemUTC());
        Completion completion = new Completion(conversations);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("im")
                .parser(new PlainParser())
                .completer(new PlainCompleter(completion))
                .history(new TypedHistory())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, false)
                .variable(LineReader.BELL_STYLE, "none");
        Optional<Path> file = TypedHistory.file(environment);
        if (file.isPresent()) {
            builder.variable(LineReader.HISTORY_FILE, file.get());
        }
        this.reader = (LineReaderImpl) builder.build();
    }

    /**
     * Talks until the person ends it.
     *
     * @param connect makes the connection, given where events go
     * @param user who logs in; asked for where it is empty
     * @param password their password; asked for where it is empty
     */
    static void run(
            Function<Consumer<ChatEvent>, Chat> connect,
            String address,
            Optional<String> user,
            Optional<String> password,
            Map<String, String> environment,
            ZoneId zone) {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            new TerminalClient(terminal, environment, zone).run(connect, address, user, password);
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal: " + e.getMessage(), e);
        }
    }

    /** The same in the terminal it was made for. */
    void run(
            Function<Consumer<ChatEvent>, Chat> connect,
            String address,
            Optional<String> user,
            Optional<String> password) {
        try (Chat chat = connect.apply(shower::show)) {
            talk(chat, address, user, password);
        }
    }

    private void talk(Chat chat, String address, Optional<String> user, Optional<String> password) {
        Talk talk = new Talk(chat, conversations, painter, this, shower);
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "im-client-ticker");
            thread.setDaemon(true);
            return thread;
        });
        try {
            print(painter.note("connected to " + Printable.line(address)));
            Optional<String> name = user.or(() -> ask("user: ", null)).filter(typed -> !typed.isBlank());
            if (name.isPresent()) {
                talk.login(name.get().strip(), password);
            } else {
                print(painter.note("/login or /register a user; /help shows the commands"));
            }
            Future<?> unused =
                    ticker.scheduleWithFixedDelay(() -> tick(chat), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            while (true) {
                try {
                    if (!talk.typed(Typed.parse(reader.readLine(prompt())))) {
                        return;
                    }
                } catch (UserInterruptException e) {
                    if (e.getPartialLine().isEmpty()) {
                        print(painter.note("/quit or Ctrl-D ends"));
                    }
                }
            }
        } catch (EndOfFileException e) {
            // Ctrl-D, or the terminal is gone.
        } finally {
            ticker.shutdownNow();
        }
    }

    /** Says that somebody writes here, and lets those go from the prompt who have stopped. */
    private void tick(Chat chat) {
        synchronized (promptLock) {
            if (asking || !reader.isReading()) {
                return;
            }
        }
        String buffer = reader.getBuffer().toString();
        boolean writes = !buffer.equals(lastBuffer) && !buffer.isBlank() && !buffer.startsWith("/");
        lastBuffer = buffer;
        sinceTyping++;
        if (writes
                && sinceTyping >= TYPING_TICKS
                && shower.isUp()
                && !conversations.me().isEmpty()) {
            sinceTyping = 0;
            chat.typing(conversations.current());
        }
        refresh();
    }

    /** What the next line begins with. */
    private String prompt() {
        String prompt = shower.prompt();
        synchronized (promptLock) {
            shownPrompt = prompt;
        }
        return prompt;
    }

    @Override
    public void print(String lines) {
        reader.printAbove(lines);
    }

    /** Does nothing between two lines: the next one begins with the prompt, and a tick later it is looked at again. */
    @Override
    public void refresh() {
        String prompt = shower.prompt();
        synchronized (promptLock) {
            if (asking || prompt.equals(shownPrompt) || !reader.isReading()) {
                return;
            }
            shownPrompt = prompt;
            reader.setPrompt(prompt);
        }
        try {
            reader.callWidget(LineReader.REDISPLAY);
        } catch (IllegalStateException e) {
            // The line was finished in between.
        }
    }

    @Override
    public Optional<String> secret(String question) {
        // Nothing at all is shown, not even how long it is.
        return ask(question, '\0');
    }

    private Optional<String> ask(String question, @Nullable Character mask) {
        asking(true);
        try {
            String answer = mask == null ? reader.readLine(question) : reader.readLine(question, mask);
            return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
        } catch (UserInterruptException e) {
            return Optional.empty();
        } finally {
            asking(false);
        }
    }

    private void asking(boolean now) {
        synchronized (promptLock) {
            asking = now;
        }
    }
}
