package io.implatform.examples;

import io.implatform.core.ChatServer;
import io.implatform.core.Session;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A user of the chat that is part of the program: it answers private messages. {@code dice} is answered
 * with a throw, {@code time} with the time, everything else with itself.
 */
public final class BotInProcess {
    private final Clock clock;
    private final RandomGenerator random;

    BotInProcess(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Starts a server with a bot on port 5050 and runs it until Enter is pressed. */
    public static void main(String[] arguments) throws IOException {
        try (ChatServer server = ChatServer.builder()
                .transport(TcpTransport.on("127.0.0.1", 5050))
                .start()) {
            new BotInProcess(Clock.systemUTC(), RandomGenerator.getDefault()).join(server, "bot");
            System.out.println("PRIVATE bot dice on " + server.addresses() + ", Enter ends");
            System.in.read();
        }
    }

    /** Joins under this name, and leaves with the server. No password opens the bot's account. */
    void join(ChatServer server, String name) {
        server.openSession(name, this::onEvent);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows the reply cannot fail
    private void onEvent(Session session, Event event) {
        if (event instanceof Event.PrivateReceived received) {
            Message question = received.message();
            // Does not wait: the reply comes later.
            session.sendPrivate(question.from().name(), answer(question.text())).thenAccept(reply -> {
                if (reply instanceof Reply.Refused refused) {
                    System.err.println("no answer: " + refused.refusal().code());
                }
            });
        }
    }

    private String answer(String question) {
        return switch (question.strip().toLowerCase(Locale.ROOT)) {
            case "dice" -> "you threw a " + (1 + random.nextInt(6));
            case "time" -> "it is " + clock.instant();
            default -> question;
        };
    }
}
