package io.implatform.transport.websocket;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import java.nio.file.Path;

/**
 * A server that forgets, for whoever works on the page: each file is read from the sources whenever it is
 * asked for.
 *
 * <pre>
 * java -cp im-transport-websocket/target/test-classes:im-cli/target/im.jar \
 *     io.implatform.transport.websocket.DevServer [port] [folder]
 * </pre>
 */
final class DevServer {
    private static final String PAGE =
            "im-transport-websocket/src/main/resources/io/implatform/transport/websocket/web";

    private DevServer() {}

    public static void main(String[] arguments) throws Exception {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8_080;
        Path page = Path.of(arguments.length > 1 ? arguments[1] : PAGE);
        try (ChatServer server = ChatServer.builder()
                .limits(Limits.DEFAULTS.with(Limit.PASSWORD_MEMORY_KIB, 8))
                .transport(WebSocketTransport.on("127.0.0.1", port).serving(page))
                .start()) {
            System.out.println("open " + server.addresses().get(0) + "/ which serves " + page.toAbsolutePath());
            Thread.currentThread().join();
        }
    }
}
