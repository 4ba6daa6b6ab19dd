package io.implatform.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.core.spi.WireFormat;
import io.implatform.transport.websocket.RawClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is served over HTTP, to whom a WebSocket is opened, and what hostile HTTP gets. */
final class HttpTest {
    private static final String SCRIPT = "export const answer = 42;\n".repeat(4_000);
    private static final String ALLOWED = "https://chat.example.org";

    @TempDir
    static Path page;

    private static ChatServer server;
    private static URI address;
    private RawClient client;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(page.resolve("index.html"), "<!doctype html><title>Chat</title>");
        Files.createDirectories(page.resolve("js/views"));
        Files.writeString(page.resolve("js/views/list.js"), SCRIPT);
        Files.writeString(page.resolve("style.css"), "body{}");
        Files.writeString(page.resolve("secret.class"), "not for the web");
        Files.writeString(page.resolve("noending"), "not for the web");
        Files.writeString(page.resolve(".hidden.js"), "not for the web");
        server = ChatServer.builder()
                .transport(WebSocketTransport.on("127.0.0.1", 0).serving(page).allowing(ALLOWED))
                .start();
        address = server.addresses().get(0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = new RawClient(address);
    }

    @AfterEach
    void othersAreServed() throws IOException {
        client.close();
        try (RawClient other = RawClient.open(address)) {
            assertThat(other.frame().text()).contains("welcome");
        }
    }

    private static void assertForbidsWhatThePageDoesNotNeed(Answer answer) {
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.headers()).doesNotContainKeys("set-cookie", "access-control-allow-origin", "server");
    }

    // Files

    @Test
    void thePageIsAtTheRoot() throws IOException {
        Answer answer = client.ask(client.get("/"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("Date"))
                .matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(answer.text()).startsWith("<!doctype html>");
        assertForbidsWhatThePageDoesNotNeed(answer);
    }

    @Test
    void filesComeOneAfterTheOtherOverOneConnection() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask(client.get("/js/views/list.js")).text()).isEqualTo(SCRIPT);
            assertThat(client.ask(client.get("/style.css?v=2")).header("Content-Type"))
                    .isEqualTo("text/css; charset=utf-8");
        }
    }

    @Test
    void aFileIsCompressedForThoseWhoTakeIt() throws IOException {
        Answer answer = client.ask(client.get("/js/views/list.js", "Accept-Encoding: br, gzip;q=0.5"));
        assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(answer.header("Vary")).isEqualToIgnoringCase("Accept-Encoding");
        assertThat(answer.body()).hasSizeLessThan(SCRIPT.length() / 10);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                .isEqualTo(SCRIPT.getBytes(StandardCharsets.UTF_8));
        assertThat(client.ask(client.get("/js/views/list.js", "Accept-Encoding: gzip;q=0"))
                        .headers())
                .doesNotContainKey("content-encoding");
    }

    @Test
    void aFileThatIsKnownIsNotSentAgain() throws IOException {
        Answer first = client.ask(client.get("/style.css"));
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        Answer again = client.ask(client.get("/style.css", "If-None-Match: \"x\", " + first.header("ETag")));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(client.ask(client.get("/style.css", "If-None-Match: \"x\"")).status())
                .isEqualTo(200);
    }

    @Test
    void headIsAnsweredWithoutTheBody() throws IOException {
        Answer head = client.ask("HEAD /js/views/list.js HTTP/1.1\r\nHost: " + client.host() + "\r\n\r\n");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(SCRIPT.length()));
        assertThat(client.ask(client.get("/")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing.js",
                "/secret.class",
                "/noending",
                "/.hidden.js",
                "/../pom.xml",
                "/js/../index.html",
                "/js/%2e%2e/index.html",
                "/..%2f..%2fetc/passwd",
                "//etc/passwd.txt",
                "/js//views/list.js",
                "/js\\views\\list.js",
                "/index.html/",
                "/js",
                "/index.html%00.js",
                "/META-INF/LICENSE.txt",
                "/CON.js"
            })
    void whatIsNoFileOfThePageIsNotFound(String path) throws IOException {
        Answer answer = client.ask(client.get(path));
        assertThat(answer.status()).isEqualTo(404);
        assertForbidsWhatThePageDoesNotNeed(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"})
    void otherMethodsAreNotAllowed(String method) throws IOException {
        Answer answer = client.ask(method + " / HTTP/1.1\r\nHost: " + client.host() + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void anAbsoluteTargetIsTheSameAsItsPath() throws IOException {
        assertThat(client.ask(client.get("http://" + client.host() + "/style.css"))
                        .text())
                .isEqualTo("body{}");
    }

    @ParameterizedTest
    @CsvSource({
        "http://rebound.example/,421",
        "http://rebound.example,421",
        "https://127.0.0.1.evil.example:80/style.css,421",
        "http://user@127.0.0.1/,400",
        "http:///style.css,400"
    })
    void anAbsoluteTargetIsAskedOfTheHostThatItNames(String target, int status) throws IOException {
        assertThat(client.ask(client.get(target)).status()).isEqualTo(status);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void anotherHttpThanTheFirstIsNotSpoken() throws IOException {
        assertThat(client.ask("GET / HTTP/2.0\r\nHost: " + client.host() + "\r\n\r\n")
                        .status())
                .isEqualTo(505);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void http10IsAnsweredAndClosed() throws IOException {
        assertThat(client.ask("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderHoweverManyTheyAre() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            requests.append(client.get(i % 2 == 0 ? "/style.css" : "/js/views/list.js"));
        }
        Thread writer = new Thread(() -> {
            try {
                client.write(requests.toString().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The answers, or their lack, tell.
            }
        });
        writer.start();
        for (int i = 0; i < 500; i++) {
            assertThat(client.answer().text()).isEqualTo(i % 2 == 0 ? "body{}" : SCRIPT);
        }
    }

    @Test
    void aPeerThatEndsItsOutputIsStillAnswered() throws IOException {
        client.write(client.get("/js/views/list.js").getBytes(StandardCharsets.UTF_8));
        client.endOutput();
        assertThat(client.answer().text()).isEqualTo(SCRIPT);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void aConnectionIsKeptForAnotherRequestForAMomentAlone() throws IOException {
        long begun = System.nanoTime();
        assertThat(client.ask(client.get("/")).status()).isEqualTo(200);
        assertThat(client.isAtEnd()).isTrue();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        assertThat(millis).isBetween(HttpFront.IDLE_MILLIS - 1, Limits.DEFAULTS.get(Limit.HTTP_MILLIS) - 1);
    }

    @Test
    void aConnectionIsAVisitUntilItIsASession() throws Exception {
        Visits visits = new Visits();
        try (Transport.Listener listener =
                WebSocketTransport.on("127.0.0.1", 0).serving(page).start(visits)) {
            for (int i = 1; i <= 2; i++) {
                try (RawClient visitor = new RawClient(listener.address())) {
                    assertThat(visitor.ask(visitor.get("/style.css")).status()).isEqualTo(i == 1 ? 200 : 503);
                }
                assertThat(visits.admitted).hasValue(i);
            }
        }
    }

    /** Takes one visit, and no session. */
    private static final class Visits implements SessionHost {
        final AtomicInteger admitted = new AtomicInteger();

        @Override
        public Admission admit(Peer peer) {
            throw new AssertionError("no session was asked for");
        }

        @Override
        public Admission admitVisit(Peer peer) {
            boolean isFirst = admitted.incrementAndGet() == 1;
            return new Admission() {
                @Override
                public Optional<Refusal> refusal() {
                    return isFirst
                            ? Optional.empty()
                            : Optional.of(Refusal.of(RefusalCode.TOO_MANY_CONNECTIONS, "enough"));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Connection open(WireFormat format, Peer peer, Admission admission, Doorbell doorbell) {
            throw new AssertionError("no session was asked for");
        }

        @Override
        public Limits limits() {
            return Limits.DEFAULTS;
        }
    }

    // Health

    @Test
    void aServerThatTakesSessionsIsReady() throws IOException {
        Answer answer = client.ask("GET /health HTTP/1.1\r\nHost: whatever.internal\r\n\r\n");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).isEqualTo("{\"alive\":true,\"ready\":true}\n");
    }

    @Test
    void aServerThatStopsIsAliveAndNotReadyUntilItsLastSessionIsAnswered() throws Exception {
        CountDownLatch hashing = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        ChatServer stopping = ChatServer.builder()
                .limits(Limits.DEFAULTS.with(Limit.CLOSE_MILLIS, 60_000))
                .passwordHasher(new SlowHasher(hashing, mayAnswer))
                .transport(WebSocketTransport.on("127.0.0.1", 0).serving(page))
                .start();
        URI at = stopping.addresses().get(0);
        Thread stop = new Thread(stopping::close);
        try (RawClient asking = RawClient.open(at);
                RawClient watching = new RawClient(at)) {
            assertThat(asking.frame().text()).contains("welcome");
            assertThat(watching.ask(watching.get("/health")).status()).isEqualTo(200);
            asking.send("{\"type\":\"register\",\"user\":\"alice\",\"password\":\"correct horse\"}");
            hashing.await();

            stop.start();

            await().until(() -> watching.ask(watching.get("/health")).status() == 503);
            try (RawClient other = new RawClient(at)) {
                Answer answer = other.ask(other.get("/health"));
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
                assertThat(answer.text()).isEqualTo("{\"alive\":true,\"ready\":false}\n");
                assertThat(other.ask(other.opening()).status()).isEqualTo(503);
            }
            try (RawClient other = new RawClient(at)) {
                assertThat(other.ask(other.get("/")).status()).isEqualTo(503);
            }
            assertThat(stop.isAlive()).isTrue();
            mayAnswer.countDown();
            assertThat(asking.frame().text()).contains("\"of\":\"register\"");
            assertThat(asking.frame().text()).contains("RESTART");
        } finally {
            mayAnswer.countDown();
            stopping.close();
            stop.join();
        }
        assertThatThrownBy(() -> new RawClient(at)).isInstanceOf(IOException.class);
    }

    /** A hasher that takes its time over alice's password. */
    private record SlowHasher(CountDownLatch hashing, CountDownLatch mayAnswer) implements PasswordHasher {
        @Override
        public String hash(String password) {
            if (!password.equals("correct horse")) {
                return "another";
            }
            hashing.countDown();
            try {
                mayAnswer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "hash";
        }

        @Override
        public boolean matches(String password, String hash) {
            return false;
        }

        @Override
        public boolean isOutdated(String hash) {
            return false;
        }
    }

    // Opening a WebSocket

    @Test
    void theKeyIsAnsweredAsTheStandardsExampleHasIt() throws IOException {
        Answer answer = client.ask(client.opening("Sec-WebSocket-Extensions: permessage-deflate"));
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer.headers()).doesNotContainKeys("sec-websocket-extensions", "sec-websocket-protocol");
    }

    @Test
    void ourOwnPageMayOpenOne() throws IOException {
        assertThat(client.ask(client.opening("Origin: http://" + client.host())).status())
                .isEqualTo(101);
    }

    @Test
    void soMayAPageThatIsAllowed() throws IOException {
        assertThat(client.ask(client.opening("Origin: " + ALLOWED)).status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://evil.example",
                "https://evil.example",
                "http://127.0.0.1",
                "http://127.0.0.1:1",
                "http://chat.example.org",
                "https://chat.example.org:444",
                "https://chat.example.org.evil.example",
                "https://evil.example/https://chat.example.org",
                "file://",
                "chrome-extension://abcdef",
                "http://user@127.0.0.1:8080",
                "*"
            })
    void aForeignOriginIsForbidden(String origin) throws IOException {
        Answer answer = client.ask(client.opening("Origin: " + origin));
        assertThat(answer.status()).isEqualTo(403);
        assertForbidsWhatThePageDoesNotNeed(answer);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void twoOriginsAreForbiddenThoughOneIsOurs() throws IOException {
        assertThat(client.ask(client.opening("Origin: http://" + client.host(), "Origin: http://" + client.host()))
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rebound.example", "rebound.example:8080", "127.0.0.1.evil.example", "localhost.evil.example"})
    void aNameThatIsNotOursIsMisdirected(String host) throws IOException {
        String page = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        assertThat(client.ask(page).status()).isEqualTo(421);
        try (RawClient other = new RawClient(address)) {
            String opening = other.opening("Origin: http://" + host).replace("Host: " + other.host(), "Host: " + host);
            assertThat(other.ask(opening).status()).isEqualTo(421);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "im.localhost",
                "[::1]:8080",
                "10.0.0.7",
                "chat.example.org",
                "CHAT.example.org:443"
            })
    void namesOfThisMachineAndOfAllowedOriginsAreOurs(String host) throws IOException {
        assertThat(client.ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade: websocket | X-Upgrade: websocket | 426",
                "Connection: Upgrade | Connection: keep-alive | 426",
                "Sec-WebSocket-Version: 13 | Sec-WebSocket-Version: 8 | 426",
                "Sec-WebSocket-Version: 13 | X: y | 426",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | X: y | 400",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | Sec-WebSocket-Key: c2hvcnQ= | 400",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | Sec-WebSocket-Key: ????????????????????==== | 400",
                "GET /chat | GET /chat?user=alice | 400",
                "GET /chat | POST /chat | 405",
                "GET /chat | HEAD /chat | 400",
                "HTTP/1.1 | HTTP/1.0 | 426",
                "Host: | X-Host: | 400",
                "Upgrade: websocket | Content-Length: 5 | 413",
                "Upgrade: websocket | Transfer-Encoding: chunked | 413",
            })
    void anOpeningThatIsWrongIsRefused(String good, String bad, int status) throws IOException {
        Answer answer = client.ask(client.opening().replace(good, bad));
        assertThat(answer.status()).isEqualTo(status);
        if (status == 426) {
            assertThat(answer.header("Upgrade")).isEqualTo("websocket");
            assertThat(answer.header("Connection")).containsIgnoringCase("upgrade");
            assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo("13");
        }
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void aCommaListWithMixedCaseIsAnOpeningToo() throws IOException {
        assertThat(client.ask(client.opening()
                                .replace("Connection: Upgrade", "Connection: keep-alive, upGRADE")
                                .replace("Upgrade: websocket", "UPGRADE: WebSocket"))
                        .status())
                .isEqualTo(101);
    }

    // Hostile HTTP

    @Test
    void aRequestLineThatIsTooLongIsRefused() throws IOException {
        assertThat(client.ask(client.get("/" + "a".repeat(5_000))).status()).isEqualTo(414);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void headersThatAreTooLongAreRefusedHoweverMuchFollows() throws IOException {
        client.write(client.get("/", "X: " + "a".repeat(9_000)).getBytes(StandardCharsets.UTF_8));
        client.write(new byte[200_000]);
        assertThat(client.answer().status()).isEqualTo(431);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void twoThousandHeadersAreRefused() throws IOException {
        List<String> headers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            headers.add("X-" + i + ": y");
        }
        assertThat(client.ask(client.get("/", headers.toArray(String[]::new))).status())
                .isEqualTo(431);
    }

    @Test
    void aBodyIsRefusedBeforeItComes() throws IOException {
        assertThat(client.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
                        .status())
                .isEqualTo(413);
        assertThat(client.isAtEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELP\n\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
                "GET style.css HTTP/1.1\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void whatIsNoGoodHttpIsRefused(String request) throws IOException {
        client.write(request.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(client.answer().status()).isIn(400, 405, 413);
        assertThat(client.isAtEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "})
    void aRequestThatDoesNotEndIsNotWaitedFor(String beginning) throws IOException {
        Limits hasty = Limits.DEFAULTS.with(Limit.HTTP_MILLIS, 300);
        try (ChatServer quick = ChatServer.builder()
                        .limits(hasty)
                        .transport(WebSocketTransport.on("127.0.0.1", 0).serving(page))
                        .start();
                RawClient slow = new RawClient(quick.addresses().get(0))) {
            slow.write(beginning.getBytes(StandardCharsets.UTF_8));
            assertThat(slow.isAtEnd()).isTrue();
        }
    }

    @Test
    void anOpenWebSocketIsNotUnderTheDeadlineOfHttp() throws IOException {
        Limits hasty = Limits.DEFAULTS.with(Limit.HTTP_MILLIS, 2_000).with(Limit.LOGIN_MILLIS, 4_000);
        try (ChatServer quick = ChatServer.builder()
                        .limits(hasty)
                        .transport(WebSocketTransport.on("127.0.0.1", 0).serving(page))
                        .start();
                RawClient slow = RawClient.open(quick.addresses().get(0))) {
            assertThat(slow.frame().text()).contains("welcome");
            RawClient.Frame bye = slow.frame();
            assertThat(bye.text()).contains("\"type\":\"bye\"", "TIMEOUT");
            assertThat(slow.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void aServerThatStopsSaysSoAndIsNotReady() throws IOException {
        ChatServer stopping = ChatServer.builder()
                .transport(WebSocketTransport.on("127.0.0.1", 0).serving(page))
                .start();
        try (RawClient told = RawClient.open(stopping.addresses().get(0))) {
            assertThat(told.frame().text()).contains("welcome");
            stopping.close();
            assertThat(told.frame().text()).contains("\"type\":\"bye\"", "RESTART");
            assertThat(told.closeCode()).isEqualTo(1012);
        } finally {
            stopping.close();
        }
    }
}
