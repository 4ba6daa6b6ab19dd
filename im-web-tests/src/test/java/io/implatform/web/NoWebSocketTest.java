package io.implatform.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A browser behind something that lets HTTP pass and no WebSocket. */
class NoWebSocketTest extends WebTest {
    private static final String FILES = "/io/implatform/transport/websocket/web";
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    @Test
    void whoCannotOpenAWebSocketIsToldSo() throws IOException {
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", NoWebSocketTest::file);
        proxy.createContext("/health", exchange -> answer(exchange, 200, new byte[] {'{', '}'}));
        proxy.createContext("/chat", exchange -> answer(exchange, 426, new byte[0]));
        proxy.start();
        try {
            Page alice = pageAt("http://127.0.0.1:" + proxy.getAddress().getPort() + "/");
            alice.shows(".banner", "cannot open a WebSocket");
        } finally {
            proxy.stop(0);
        }
    }

    private static void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String name = path.equals("/") ? "/index.html" : path;
        try (InputStream in = NoWebSocketTest.class.getResourceAsStream(FILES + name)) {
            if (in == null) {
                answer(exchange, 404, new byte[0]);
            } else {
                String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
                exchange.getResponseHeaders().set("Content-Type", type);
                answer(exchange, 200, in.readAllBytes());
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
