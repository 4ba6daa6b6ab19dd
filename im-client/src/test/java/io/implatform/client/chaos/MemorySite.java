package io.implatform.client.chaos;

import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryRouter;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.MessageRouter;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Nodes of one JVM, on one store in memory that fails now and then, also after it has stored, and a router that loses, repeats
 * and holds back.
 */
final class MemorySite implements Site {
    private static final int NODES = 3;
    /** What every node of a site is given. */
    static final Map<Limit, Integer> LIMITS = Map.of(
            Limit.PASSWORD_MEMORY_KIB, 8,
            Limit.PASSWORD_ITERATIONS, 1,
            Limit.PING_MILLIS, 2_000,
            Limit.PING_TIMEOUT_MILLIS, 2_000,
            Limit.LANES, 3,
            Limit.DRAIN_MILLIS, 500,
            Limit.CLOSE_MILLIS, 2_000);

    private final MemoryStore store = new MemoryStore();
    private final MemoryRouter router = new MemoryRouter();
    private final Random dice;
    private final List<Node> nodes = new ArrayList<>();
    private volatile boolean storeFails;
    private volatile boolean routerIsBad;

    MemorySite(long seed) throws IOException {
        this.dice = new Random(seed);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node(new FaultProxy(seed + i)));
        }
    }

    private synchronized int roll(int sides) {
        return dice.nextInt(sides);
    }

    private interface Both extends UserStore, ConversationStore {}

    private Both failing() {
        return (Both) Proxy.newProxyInstance(
                Both.class.getClassLoader(), new Class<?>[] {Both.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    boolean fails = storeFails;
                    if (fails && roll(4) > 0) {
                        throw new StoreException("away, on purpose");
                    }
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (fails) {
                            throw new StoreException("gone before it could answer, on purpose");
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class Node {
        private final FaultProxy proxy;
        private ChatServer server;
        private volatile boolean deaf;

        Node(FaultProxy proxy) throws IOException {
            this.proxy = proxy;
            start();
        }

        synchronized void start() {
            if (server != null) {
                return;
            }
            try {
                Both both = failing();
                server = ChatServer.builder()
                        .store(both)
                        .router(new Bad(router.newNode()))
                        .transport(TcpTransport.on("127.0.0.1", 0).withEventLoops(1))
                        .limits(limits())
                        .start();
                proxy.target(server.addresses().get(0).getPort());
            } catch (IOException | StoreException e) {
                server = null;
            }
        }

        synchronized void stop() {
            if (server != null) {
                server.close();
                server = null;
            }
        }

        synchronized boolean isUp() {
            start();
            return server != null;
        }

        private final class Bad implements MessageRouter {
            private final MessageRouter good;
            private final List<Runnable> held = new ArrayList<>();

            Bad(MessageRouter good) {
                this.good = good;
            }

            @Override
            public synchronized void publish(String topic, byte[] payload) {
                int roll = routerIsBad ? roll(4) : 3;
                if (deaf) {
                    return;
                }
                switch (roll) {
                    case 0 -> held.add(() -> good.publish(topic, payload));
                    case 1 -> {}
                    case 2 -> {
                        good.publish(topic, payload);
                        good.publish(topic, payload);
                    }
                    default -> good.publish(topic, payload);
                }
                if (!held.isEmpty() && roll(4) == 0) {
                    held.remove(roll(held.size())).run();
                }
            }

            @Override
            public Subscription subscribe(String topic, Receiver receiver) {
                return good.subscribe(topic, (same, payload) -> {
                    if (!deaf) {
                        receiver.receive(same, payload);
                    }
                });
            }

            @Override
            public void close() {
                good.close();
            }
        }
    }

    static Limits limits() {
        Limits limits = Limits.DEFAULTS;
        for (Map.Entry<Limit, Integer> limit : LIMITS.entrySet()) {
            limits = limits.with(limit.getKey(), limit.getValue());
        }
        return limits;
    }

    @Override
    public List<URI> addresses() {
        return nodes.stream().map(node -> node.proxy.address()).toList();
    }

    @Override
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        faults.add(Fault.of("store fails", () -> {
            storeFails = true;
            return () -> storeFails = false;
        }));
        faults.add(Fault.of("router bad", () -> {
            routerIsBad = true;
            return () -> routerIsBad = false;
        }));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            faults.add(Fault.of("node" + i + " restart", () -> {
                node.stop();
                return node::start;
            }));
            faults.add(Fault.of("line" + i + " cut", () -> {
                node.deaf = true;
                return () -> node.deaf = false;
            }));
        }
        return faults;
    }

    @Override
    public void calm(boolean calm) {
        nodes.forEach(node -> node.proxy.calm(calm));
    }

    @Override
    public boolean isUp() {
        return nodes.stream().allMatch(Node::isUp);
    }

    @Override
    public void restart(int node) {
        nodes.get(node).stop();
        nodes.get(node).start();
    }

    @Override
    public void close() throws Exception {
        for (Node node : nodes) {
            node.stop();
            node.proxy.close();
        }
        router.close();
        store.close();
    }
}
