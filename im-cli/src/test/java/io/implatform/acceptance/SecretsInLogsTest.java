package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever the level, the log shows no password, no token and no text, and what a user wrote is one line of it. */
class SecretsInLogsTest {
    private static final String PASSWORD = "planted-password-53a1";
    private static final String TEXT = "planted-text-9c04";

    private static final class Recorder extends AppenderBase<ILoggingEvent> {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            IThrowableProxy thrown = event.getThrowableProxy();
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage()
                    + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown)));
        }
    }

    /** Fails to commit when it is told to. */
    private static final class FailingStore extends StoreInBetween<MemoryStore> {
        final AtomicBoolean fails = new AtomicBoolean();

        FailingStore() {
            super(new MemoryStore());
        }

        @Override
        public List<Outcome> commit(List<? extends Write> batch) {
            if (fails.get()) {
                throw new StoreException("the disk is full", new IllegalStateException("no room"));
            }
            return super.commit(batch);
        }
    }

    @Test
    void atTraceNoPasswordTokenOrTextIsLogged() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        Recorder recorder = new Recorder();
        recorder.setContext(root.getLoggerContext());
        recorder.start();
        List<Appender<ILoggingEvent>> usual = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(usual::add);
        usual.forEach(root::detachAppender);
        root.addAppender(recorder);
        root.setLevel(Level.TRACE);
        String token;
        FailingStore store = new FailingStore();
        try (Chat chat = Chat.start(builder -> builder.store(store))) {
            token = talk(chat, store);
        } finally {
            root.setLevel(before);
            root.detachAppender(recorder);
            usual.forEach(root::addAppender);
        }

        assertThat(recorder.lines).anyMatch(line -> line.contains("the disk is full"));
        assertThat(token).hasSizeGreaterThan(20);
        assertThat(recorder.lines)
                .noneMatch(line -> line.contains("planted-password"))
                .noneMatch(line -> line.contains("planted-text"))
                .noneMatch(line -> line.contains(token));
    }

    /** Does what involves secrets, well and badly. @return the token that was given out */
    private static String talk(Chat chat, FailingStore store) {
        Client client = chat.connect();
        client.ask("REGISTER alice " + PASSWORD);
        client.ask("REGISTER alice " + PASSWORD);
        client.ask("REGISTER bad* " + PASSWORD);
        client.ask("LOGIN alice " + PASSWORD + "-wrong");
        client.ask("LOGIN nobody " + PASSWORD);
        client.ask("LOGIN " + PASSWORD);
        client.ask("LOGINX alice " + PASSWORD);
        client.ask("PASSWORD " + PASSWORD);
        client.ask("LOGIN alice \u0000" + PASSWORD);
        client.askJson("{'type':'login','user':'alice','password':'" + PASSWORD + "'");
        client.askJson("{'type':'login','user':'alice','password':['" + PASSWORD + "']}");
        client.askJson("{'type':'login','token':'" + PASSWORD + "'}");
        String reply = client.ask(Client.json("{'type':'login','user':'alice','password':'" + PASSWORD + "'}"));
        assertThat(reply).startsWith("{\"type\":\"ok\"");
        String token = Client.field(reply, "token");
        Client back = chat.connect();
        assertThat(back.ask(Client.json("{'type':'login','token':'" + token + "'}")))
                .startsWith("{\"type\":\"ok\"");
        client.ask("PASSWORD " + PASSWORD + " " + PASSWORD + "-new");
        client.ask("MESSAGE " + TEXT);
        client.ask("PRIVATE alice " + TEXT);
        client.ask("CREATE dev");
        client.ask("TOPIC dev " + TEXT);
        client.ask("GROUP dev " + TEXT);
        client.ask("STATUS away " + TEXT);
        client.ask("EDIT lobby 1 " + TEXT);
        client.ask("MESSAGE " + TEXT + "\u0007");
        client.ask("MESSAGE " + TEXT.repeat(2_000));
        client.askJson("{'type':'message','text':'" + TEXT + "','id':'1'}");
        client.askJson("{'type':'message','text':'" + TEXT + " other','id':'1'}");
        store.fails.set(true);
        assertThat(client.ask("MESSAGE " + TEXT)).startsWith("ERR STORE_UNAVAILABLE ");
        store.fails.set(false);
        back.reset();
        chat.server().post("alice", ConversationRef.lobby(), TEXT).join();
        client.ask("QUIT");
        return token == null ? "" : token;
    }
}
