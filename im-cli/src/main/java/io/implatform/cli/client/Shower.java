package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows events on a {@link Screen} and keeps what the prompt says: what is unread, who is writing, whether
 * there is a connection. Safe for use by several threads.
 */
final class Shower {
    /** How long somebody counts as writing who has not said so again. */
    static final Duration WRITING = Duration.ofSeconds(6);
    /** Comings and goings that are shown within {@link #BURST}; what is more only fills the screen. */
    static final int PRESENCES = 10;

    static final Duration BURST = Duration.ofSeconds(10);

    private final Conversations conversations;
    private final Painter painter;
    private final Screen screen;
    private final InstantSource clock;
    /** Who is writing in which conversation, until when. */
    private final Map<String, Writing> writing = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private @Nullable LocalDate day;
    private boolean lost;
    private boolean ended;
    private Instant burstBegan = Instant.EPOCH;
    private int presences;

    private record Writing(ConversationRef in, Instant until) {}

    Shower(Conversations conversations, Painter painter, Screen screen, InstantSource clock) {
        this.conversations = conversations;
        this.painter = painter;
        this.screen = screen;
        this.clock = clock;
    }

    synchronized boolean isUp() {
        return !lost && !ended;
    }

    /** Whether there is no connection, but may be one again. */
    synchronized boolean isReconnecting() {
        return lost && !ended;
    }

    /** The prompt as it is to be now. */
    synchronized String prompt() {
        if (conversations.me().isEmpty()) {
            return ended ? "(ended) > " : lost ? "(connecting) > " : "(not logged in) > ";
        }
        Instant now = clock.instant();
        writing.values().removeIf(entry -> entry.until().isBefore(now));
        List<String> here = writing.entrySet().stream()
                .filter(entry -> conversations.isCurrent(entry.getValue().in()))
                .map(Map.Entry::getKey)
                .toList();
        return painter.prompt(
                conversations.list(), conversations.current(), here, ended ? "ended" : lost ? "reconnecting" : "");
    }

    /** Says that something did not work. */
    void trouble(String words) {
        screen.print(painter.trouble(words));
    }

    /** Shows an event, if it is one to show. */
    synchronized void show(ChatEvent event) {
        event.match(new ChatEvent.Cases<Boolean>() {
            @Override
            public Boolean said(ChatEvent.Said event) {
                ChatMessage message = event.message();
                writing.remove(message.from());
                if (conversations.arrived(message)) {
                    print(message.time(), painter.message(message, conversations.isCurrent(message.in())));
                }
                return true;
            }

            @Override
            public Boolean edited(ChatEvent.Edited event) {
                conversations.numbered(event.in(), event.seq());
                print(event.time(), painter.edited(event, conversations.isCurrent(event.in())));
                return true;
            }

            @Override
            public Boolean deleted(ChatEvent.Deleted event) {
                conversations.numbered(event.in(), event.seq());
                print(event.time(), painter.deleted(event, conversations.isCurrent(event.in())));
                return true;
            }

            @Override
            public Boolean readBy(ChatEvent.ReadBy event) {
                if (conversations.isMe(event.user())) {
                    // On another device of one's own.
                    conversations.read(event.in());
                } else if (event.in().kind() == ConversationRef.Kind.PRIVATE && conversations.isCurrent(event.in())) {
                    note(painter.name(event.user()) + " has read as far as [" + event.seq() + "]");
                }
                return true;
            }

            @Override
            public Boolean presence(ChatEvent.Presence event) {
                conversations.user(event.user());
                if (conversations.isMe(event.user())) {
                    return true;
                }
                if (clock.instant().isAfter(burstBegan.plus(BURST))) {
                    burstBegan = clock.instant();
                    presences = 0;
                }
                presences++;
                if (presences <= PRESENCES) {
                    screen.print(painter.presence(event.user(), event.status()));
                } else if (presences == PRESENCES + 1) {
                    note("many come and go; /who shows who is there");
                }
                return true;
            }

            @Override
            public Boolean typing(ChatEvent.Typing event) {
                if (!conversations.isMe(event.user())) {
                    writing.put(
                            event.user(),
                            new Writing(event.in(), clock.instant().plus(WRITING)));
                }
                return true;
            }

            @Override
            public Boolean invited(ChatEvent.Invited event) {
                conversations.group(event.group());
                note(painter.name(event.by()) + " invites you to #" + Printable.line(event.group()) + "; /join "
                        + Printable.line(event.group()));
                return true;
            }

            @Override
            public Boolean joined(ChatEvent.Joined event) {
                conversations.know(ConversationRef.group(event.group()));
                conversations.user(event.user());
                note(painter.name(event.user()) + " joined #" + Printable.line(event.group()));
                return true;
            }

            @Override
            public Boolean left(ChatEvent.Left event) {
                String by = event.by()
                        .map(user -> ", removed by " + painter.name(user))
                        .orElse("");
                note(painter.name(event.user()) + " left #" + Printable.line(event.group()) + by);
                if (conversations.isMe(event.user())) {
                    conversations.drop(ConversationRef.group(event.group()));
                }
                return true;
            }

            @Override
            public Boolean topic(ChatEvent.Topic event) {
                note(painter.name(event.user()) + " says #" + Printable.line(event.group()) + " is about "
                        + (event.topic().isEmpty() ? "nothing" : Printable.line(event.topic())));
                return true;
            }

            @Override
            public Boolean role(ChatEvent.RoleGiven event) {
                note(painter.name(event.user()) + " is " + event.role().key() + " of #"
                        + Printable.line(event.group()));
                return true;
            }

            @Override
            public Boolean announced(ChatEvent.Announced event) {
                print(event.time(), painter.note("the server says: " + Printable.line(event.text())));
                return true;
            }

            @Override
            public Boolean link(ChatEvent.Link event) {
                String why = event.why().isEmpty() ? "" : ": " + event.why();
                switch (event.state()) {
                    case UP -> {
                        if (lost) {
                            note("connected again");
                        }
                        lost = false;
                    }
                    case LOST -> {
                        if (!lost) {
                            trouble("the connection is lost" + why + "; trying again");
                        }
                        lost = true;
                        writing.clear();
                    }
                    case ENDED -> {
                        ended = true;
                        trouble("the session has ended" + why);
                    }
                }
                return true;
            }
        });
        screen.refresh();
    }

    private void note(String words) {
        screen.print(painter.note(words));
    }

    /** With the day before it, where that is another one than of the line before. */
    private void print(Instant time, String line) {
        LocalDate date = painter.dayOf(time);
        boolean isNew = !date.equals(day) && (day != null || !date.equals(painter.dayOf(clock.instant())));
        day = date;
        screen.print(isNew ? painter.day(date) + "\n" + line : line);
    }
}
