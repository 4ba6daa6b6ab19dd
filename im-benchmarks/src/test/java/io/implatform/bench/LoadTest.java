package io.implatform.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.bench.load.Dialects;
import io.implatform.bench.load.Load;
import io.implatform.bench.load.Outcome;
import io.implatform.bench.load.Plan;
import io.implatform.bench.load.Progress;
import io.implatform.bench.load.TokenDialect;
import io.implatform.bench.report.Figures;
import io.implatform.bench.report.Json;
import io.implatform.bench.servers.ProcessTree;
import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryRouter;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each kind of load, small, against our own server in this process. */
class LoadTest {
    private ChatServer server;

    @BeforeEach
    void start() throws IOException {
        server = ChatServer.builder()
                .limits(Limits.DEFAULTS
                        .with(Limit.PASSWORD_MEMORY_KIB, 64)
                        .with(Limit.PASSWORD_ITERATIONS, 1)
                        .with(Limit.PASSWORD_QUEUE, 10_000))
                .transport(TcpTransport.on("127.0.0.1", 0))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Outcome run(Plan plan) throws IOException {
        return Load.run(
                plan.lasting(0.1, 0.5).waiting(0.1, 5),
                Dialects.IM,
                address(),
                new ProcessTree(ProcessHandle.current().pid()),
                Progress.NONE);
    }

    private InetSocketAddress address() {
        return address(server);
    }

    private static InetSocketAddress address(ChatServer server) {
        URI address = server.addresses().get(0);
        return new InetSocketAddress(address.getHost(), address.getPort());
    }

    private static void assertFaultless(Outcome outcome) {
        assertThat(outcome.faults().none()).as("%s", outcome.faults()).isTrue();
        assertThat(outcome.deliveries()).isPositive();
        assertThat(outcome.cpuSeconds()).isPositive();
    }

    @Test
    void everybodyIsToldOnceOfEveryBroadcastInAClosedLoop() throws Exception {
        assertFaultless(run(Plan.of(Plan.Mode.FANOUT, 10).closedLoop(3, 4)));
    }

    @Test
    void anOpenLoopSendsNoMoreThanItIsTold() throws Exception {
        Outcome outcome = Load.run(
                Plan.of(Plan.Mode.FANOUT, 5).openLoop(2, 100).lasting(0, 0.5).waiting(0.1, 5),
                Dialects.IM,
                address(),
                new ProcessTree(ProcessHandle.current().pid()),
                Progress.NONE);

        assertThat(outcome.faults().none()).as("%s", outcome.faults()).isTrue();
        // Fewer where the machine is too busy to send them, but never more, beside what it was too late with when it
        // began to count.
        assertThat(outcome.messages()).isBetween(1L, 51L + 100 * outcome.worstLateness() / 1_000_000_000);
    }

    @Test
    void aGroupIsToldAsTheLobbyIs() throws Exception {
        assertFaultless(run(Plan.of(Plan.Mode.FANOUT, 5).closedLoop(2, 2).inGroup()));
    }

    @Test
    void privateMessagesReachEverySessionOfBothUsers() throws Exception {
        assertFaultless(run(Plan.of(Plan.Mode.PRIVATE, 12).users(4).closedLoop(12, 2)));
    }

    @Test
    void pairsTalkAmongThemselves() throws Exception {
        assertFaultless(run(Plan.of(Plan.Mode.PRIVATE, 8).pairs(8).closedLoop(8, 1)));
    }

    @Test
    void mixedSizesAndAddresseesArriveWhole() throws Exception {
        assertFaultless(run(Plan.of(Plan.Mode.MIXED, 10).closedLoop(10, 2).payload(List.of(32, 100, 1_000, 8_000))));
    }

    @Test
    void aLoadOverSeveralNodesReachesThoseAtEachOfThem() throws Exception {
        Limits limits = Limits.DEFAULTS
                .with(Limit.PASSWORD_MEMORY_KIB, 64)
                .with(Limit.PASSWORD_ITERATIONS, 1)
                .with(Limit.DRAIN_MILLIS, 0);
        MemoryStore store = new MemoryStore();
        MemoryRouter router = new MemoryRouter();
        List<ChatServer> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                nodes.add(ChatServer.builder()
                        .limits(limits)
                        .store(store)
                        .router(router.newNode())
                        .transport(TcpTransport.on("127.0.0.1", 0))
                        .start());
            }
            List<InetSocketAddress> addresses =
                    nodes.stream().map(LoadTest::address).toList();
            for (Plan plan : List.of(
                    Plan.of(Plan.Mode.PRIVATE, 12).pairs(12).closedLoop(12, 2),
                    Plan.of(Plan.Mode.FANOUT, 12).closedLoop(4, 2).inGroup())) {
                assertFaultless(Load.run(
                        plan.lasting(0.1, 0.5).waiting(0.5, 5),
                        Dialects.IM,
                        addresses,
                        new ProcessTree(ProcessHandle.current().pid()),
                        Progress.NONE));
            }
        } finally {
            nodes.forEach(ChatServer::close);
        }
    }

    @Test
    void nodesAreMeasuredOnADatabaseThatTheyShare() {
        assertThat(Main.run("cluster", "--store", "memory:")).isEqualTo(2);
    }

    @Test
    void idleSessionsStay() throws Exception {
        Outcome outcome = run(Plan.of(Plan.Mode.IDLE, 50));

        assertThat(outcome.ready()).isEqualTo(50);
        assertThat(outcome.rssEnd()).isPositive();
        assertThat(outcome.faults().none()).as("%s", outcome.faults()).isTrue();
    }

    @Test
    void theSecondLogInIsWithTheTokenOfTheFirst() throws Exception {
        TokenDialect dialect = new TokenDialect(20);
        Plan plan = Plan.of(Plan.Mode.IDLE, 20).lasting(0, 0).waiting(0, 5);
        for (int round = 0; round < 3; round++) {
            Outcome outcome = Load.run(
                    plan,
                    dialect,
                    address(),
                    new ProcessTree(ProcessHandle.current().pid()),
                    Progress.NONE);

            assertThat(outcome.ready()).isEqualTo(20);
            assertThat(outcome.faults().none()).as("%s", outcome.faults()).isTrue();
        }
    }

    @Test
    void theFiguresAreWellFormedJson() throws Exception {
        Outcome outcome = run(Plan.of(Plan.Mode.FANOUT, 3).closedLoop(1, 1));
        JsonNode json = JsonMapper.shared().readTree(Json.write(Figures.json("a \"server\"\n\u00e9", outcome)));

        assertThat(json.get("server").asString()).isEqualTo("a \"server\"\n\u00e9");
        assertThat(json.get("deliveries").asLong()).isEqualTo(outcome.deliveries());
        assertThat(json.get("latencyMicros").get("p99.9").asDouble()).isPositive();
        assertThat(json.get("faults").get("lost").asLong()).isZero();
        assertThat(Figures.text("im", outcome)).contains("DELIVERIES A CPU-SECOND", "faults     none");
    }
}
