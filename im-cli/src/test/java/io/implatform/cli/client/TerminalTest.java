package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.cli.ImJvm;
import io.implatform.client.ServerSockets;
import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.store.sqlite.SqliteStore;
import io.implatform.transport.tcp.TcpTransport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as a person meets it: in a terminal, each in a process of its own, against a server. */
class TerminalTest {
    private static final String PASSWORD = "correct horse";
    private static final Limits LIMITS = Limits.DEFAULTS
            .with(Limit.PASSWORD_MEMORY_KIB, 64)
            .with(Limit.PASSWORD_ITERATIONS, 1)
            .with(Limit.CLOSE_MILLIS, 1_000);

    @TempDir
    Path folder;

    private Tmux tmux;
    private ChatServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        tmux = new Tmux(folder);
        startServer(0);
        port = server.addresses().get(0).getPort();
        try (Chat chat = LibraryChat.connect(address(), ServerSockets.trustingTheSystem(), event -> {})) {
            chat.register("alice", PASSWORD).join();
            chat.register("bob", PASSWORD).join();
        }
    }

    private void startServer(int at) throws Exception {
        server = ChatServer.builder()
                .limits(LIMITS)
                .store(SqliteStore.open(folder.resolve("im.db")))
                .transport(TcpTransport.on("127.0.0.1", at))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            tmux.close();
            server.close();
        }
    }

    private URI address() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    private Tmux.Pane client(String name, String... environment) throws Exception {
        List<String> variables = new ArrayList<>(List.of("XDG_STATE_HOME=" + folder.resolve(name)));
        variables.addAll(List.of(environment));
        return tmux.start(
                name,
                variables,
                ImJvm.command(
                        List.of("-Xmx64m"),
                        List.of("client", "--connect", address().toString(), "--user", name)));
    }

    private static Tmux.Pane login(Tmux.Pane pane) throws Exception {
        return pane.await("password of").line(PASSWORD).await("lobby>");
    }

    @Test
    void twoPeopleTalkAndSeeTheSame() throws Exception {
        Tmux.Pane alice = login(client("alice", "NO_COLOR=1"));
        Tmux.Pane bob = login(client("bob", "NO_COLOR=1"));
        alice.await("* bob is online");
        alice.line("hello \"everyone\" \\o/ !!");
        bob.await("hello");
        bob.line("/reply last hi alice");
        alice.await("hi alice");
        bob.line("/edit last hi Alice");
        alice.await("hi Alice");
        bob.line("/msg alice psst").await("psst");
        alice.await("psst").line("/to @bob").await("@bob>");
        alice.line("what?").await("what?");
        bob.await("what?");

        alice.awaitScreen(
                "* connected to tcp://SERVER",
                "* logged in as alice; /help shows the commands",
                "-- lobby --",
                "* bob is online",
                "HH:MM [1] alice: hello \"everyone\" \\o/ !!",
                "HH:MM [2] bob (to 1): hi alice",
                "HH:MM [2] bob edited: hi Alice",
                "HH:MM @bob [1] bob: psst",
                "-- @bob --",
                "HH:MM [2] alice: what?",
                "@bob>");
        bob.awaitScreen(
                "* connected to tcp://SERVER",
                "* logged in as bob; /help shows the commands",
                "-- lobby --",
                "HH:MM [1] alice: hello \"everyone\" \\o/ !!",
                "HH:MM [2] bob (to 1): hi alice",
                "HH:MM [2] bob edited: hi Alice",
                "HH:MM @alice [1] bob: psst",
                "HH:MM @alice [2] alice: what?",
                "[@alice 1] lobby>");

        alice.line("/quit").await("status 0");
        bob.await("* alice is offline").key("C-d").await("status 0");
    }

    @Test
    void aPasswordIsNeitherOnTheScreenNorInTheHistory() throws Exception {
        Tmux.Pane alice = login(client("alice"));
        alice.line("/password").await("old password:").line(PASSWORD);
        alice.await("new password:").line("staple battery").await("once more:").line("staple battery");
        alice.await("the password is changed");
        alice.line("/login alice " + PASSWORD).await("the password is asked for");
        alice.line("LOGIN alice " + PASSWORD).await("looks like a password");
        alice.line("/who").await("1 online").line("between us").await("alice: between us");
        alice.key("Up")
                .await("> between us")
                .key("Up")
                .await("> /who")
                .key("Up")
                .await("> /password")
                .key("C-u");
        alice.line("/quit").await("status 0");
        assertThat(alice.everything()).doesNotContain(PASSWORD).doesNotContain("staple");
        assertThat(Files.readString(folder.resolve("alice/im/history")))
                .contains("/who")
                .doesNotContain("correct")
                .doesNotContain("staple")
                .doesNotContain("between us");
    }

    @Test
    void aLostConnectionIsShownAndWhatWasSaidMeanwhileArrivesOnce() throws Exception {
        Tmux.Pane alice = login(client("alice", "NO_COLOR=1"));
        Tmux.Pane bob = login(client("bob", "NO_COLOR=1"));
        alice.line("before").await("[1] alice: before");
        bob.await("before");
        server.close();
        alice.await("the connection is lost").await("(reconnecting) lobby>");
        alice.line("meanwhile").await("it is kept");
        startServer(port);
        alice.await("* connected again").await("[2] alice: meanwhile");
        bob.await("[2] alice: meanwhile");
        assertThat(bob.screen().split("meanwhile", -1)).hasSize(2);
    }

    @Test
    void tabCompletesCommandsUsersAndGroups() throws Exception {
        Tmux.Pane alice = login(client("alice", "NO_COLOR=1"));
        Tmux.Pane bob = login(client("bob", "NO_COLOR=1"));
        bob.line("/create developers").await("is founded").line("/invite alice").await("may join");
        alice.await("invites you");
        alice.type("/jo")
                .key("Tab")
                .type("de")
                .key("Tab")
                .await("lobby> /join developers")
                .key("Enter");
        alice.await("you are in #developers").await("#developers>");
        alice.type("/to bo").key("Tab").await("/to bob").key("Enter").await("@bob>");
    }

    @Test
    void aPastedTextOfSeveralLinesIsOneMessage() throws Exception {
        Tmux.Pane alice = login(client("alice", "NO_COLOR=1"));
        alice.paste("one\n  two\nthree").await("three").key("Enter");
        alice.awaitScreen(
                "* connected to tcp://SERVER",
                "* logged in as alice; /help shows the commands",
                "-- lobby --",
                "HH:MM [1] alice: one",
                "        two",
                "      three",
                "lobby>");
    }

    @Test
    void whoIsWritingIsShown() throws Exception {
        Tmux.Pane alice = login(client("alice", "NO_COLOR=1"));
        Tmux.Pane bob = login(client("bob", "NO_COLOR=1"));
        bob.type("well, I think");
        alice.await("bob is writing lobby>");
        bob.key("Enter");
        alice.await("bob: well, I think")
                .awaitScreen(
                        "* connected to tcp://SERVER",
                        "* logged in as alice; /help shows the commands",
                        "-- lobby --",
                        "* bob is online",
                        "HH:MM [1] bob: well, I think",
                        "[lobby 1] lobby>");
    }

    @Test
    void namesHaveColoursUnlessNobodyWantsThem() throws Exception {
        Tmux.Pane alice = login(client("alice"));
        Tmux.Pane bob = login(client("bob", "NO_COLOR=1"));
        bob.line("hello");
        alice.await("bob: hello");
        assertThat(alice.everything()).containsPattern("\u001b\\[[0-9;]*m");
        assertThat(bob.everything()).doesNotContainPattern("\u001b\\[[0-9;]*[1-9][0-9;]*m");
    }

    @Test
    void aServerOfAnotherKindIsSaidToBeOne() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            Tmux.Pane alice = client("alice", "NO_COLOR=1");
            try (Socket accepted = other.accept()) {
                accepted.getOutputStream().write("SSH-2.0-x\u001b[2J\r\n".getBytes(StandardCharsets.UTF_8));
                alice.await("is no IM server").await("status 1");
            }
        }
    }
}
