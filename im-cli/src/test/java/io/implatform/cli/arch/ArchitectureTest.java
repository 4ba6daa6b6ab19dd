package io.implatform.cli.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "io.implatform";
    private static final String CORE = ROOT + ".core";
    private static final String CLI = ROOT + ".cli";

    /** Read once: it is by far the most of the time. */
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyModuleIsLookedAt() {
        for (String type : List.of(
                CORE + ".model.Message",
                ROOT + ".protocol.TextFormat",
                ROOT + ".transport.netty.NettyListener",
                ROOT + ".transport.tcp.TcpTransport",
                ROOT + ".transport.websocket.WebSocketTransport",
                ROOT + ".store.sqlite.SqliteStore",
                ROOT + ".store.postgres.PostgresStore",
                ROOT + ".testkit.ConversationStoreContract",
                CLI + ".Main")) {
            assertThat(OURS.contain(type)).as(type).isTrue();
        }
    }

    @Test
    void packagesOfTheCoreDependDownwards() {
        Architecture.packagesDependDownwards(CORE).forEach(rule -> rule.check(OURS));
    }

    @Test
    void nobodyButTheCoreUsesItsInside() {
        Architecture.nobodyButCoreUsesItsInside(ROOT, CORE).check(OURS);
    }

    @Test
    void theCoreDependsOnTheJdkTheLogFacadeAndPasswordHashingAlone() {
        Architecture.dependsOnNothingBut(CORE, "org.slf4j..", "com.password4j..")
                .check(OURS);
    }

    @Test
    void modulesDependOnWhatTheArchitectureGrantsThem() {
        Architecture.dependsOnNothingBut(ROOT + ".protocol", CORE + "..", "tools.jackson..")
                .check(OURS);
        Architecture.dependsOnNothingBut(ROOT + ".transport.netty", CORE + "..", "io.netty..", "org.slf4j..")
                .check(OURS);
        Architecture.dependsOnNothingBut(
                        ROOT + ".transport.tcp",
                        CORE + "..",
                        ROOT + ".protocol..",
                        ROOT + ".transport.netty..",
                        "io.netty..")
                .check(OURS);
        Architecture.dependsOnNothingBut(
                        ROOT + ".transport.websocket",
                        CORE + "..",
                        ROOT + ".protocol..",
                        ROOT + ".transport.netty..",
                        "io.netty..")
                .check(OURS);
        Architecture.dependsOnNothingBut(ROOT + ".store.sqlite", CORE + "..", "org.sqlite..", "org.slf4j..")
                .check(OURS);
        Architecture.dependsOnNothingBut(ROOT + ".store.postgres", CORE + "..", "org.postgresql..", "org.slf4j..")
                .check(OURS);
        Architecture.dependsOnNothingBut(ROOT + ".testkit", CORE + "..", "org.junit..", "org.assertj..")
                .check(OURS);
    }

    @Test
    void noLibraryEndsTheProcessOrHooksItsEnd() {
        Architecture.noneEndsTheProcess(ROOT, CLI).check(OURS);
    }

    @Test
    void noLibraryBindsTheLog() {
        Architecture.noneBindsTheLog(ROOT, CLI).check(OURS);
    }

    @Test
    void nothingDependsOnTheDefaultLocaleTimeZoneOrCharset() {
        // The contracts change the locale on purpose; the terminal client shows times as its user reads them.
        Architecture.noneUsesTheDefaultsOfTheMachine(ROOT, ROOT + ".testkit", ROOT + ".cli.client")
                .check(OURS);
    }

    @Test
    void thereIsNoStaticState() {
        Architecture.noneHasStaticState(ROOT).check(OURS);
    }

    /** Each rule is shown a class that breaks it, and says so. */
    @Nested
    class TheRulesBite {
        private static final String PLANTED = "io.implatform.cli.planted";

        private final JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);

        @Test
        void onAPackageThatDependsUpwards() {
            List<ArchRule> rules = Architecture.packagesDependDownwards(PLANTED);
            assertViolated(rules.get(0), "internal.UsesTheTop");
            assertViolated(rules.get(1), "spi.UsesTheInside");
            assertViolated(rules.get(2), "logic.UsesAnInterface");
            assertViolated(rules.get(3), "model.UsesARule");
            assertViolated(rules.get(3), "model.UsesTheMemory");
            assertViolated(rules.get(4), "memory.UsesTheTop");
        }

        @Test
        void onAnOutsiderWhoUsesTheInside() {
            assertViolated(Architecture.nobodyButCoreUsesItsInside(PLANTED, PLANTED), "outside.UsesTheInside");
        }

        @Test
        void onAForeignDependency() {
            assertViolated(Architecture.dependsOnNothingBut(PLANTED), "outside.UsesALibrary");
        }

        @Test
        void onAClassThatEndsTheProcessOrHooksItsEnd() {
            ArchRule rule = Architecture.noneEndsTheProcess(PLANTED, "nobody");
            assertViolated(rule, "outside.EndsTheProcess.exit");
            assertViolated(rule, "outside.EndsTheProcess.halt");
            assertViolated(rule, "outside.EndsTheProcess.hook");
        }

        @Test
        void onAClassThatBindsTheLog() {
            assertViolated(Architecture.noneBindsTheLog(PLANTED, "nobody"), "outside.UsesALibrary");
        }

        @Test
        void onEachUseOfADefaultOfTheMachine() {
            ArchRule rule = Architecture.noneUsesTheDefaultsOfTheMachine(PLANTED, "nobody");
            for (String method :
                    List.of("lower", "upper", "format", "locale", "zone", "charset", "bytes", "reference")) {
                assertViolated(rule, "outside.UsesDefaults." + method);
            }
            assertThat(rule.evaluate(planted).getFailureReport().toString()).doesNotContain("UsesDefaults.fine");
        }

        @Test
        void onAStaticFieldThatCanBeSet() {
            assertViolated(Architecture.noneHasStaticState(PLANTED), "outside.HasState.count");
        }

        private void assertViolated(ArchRule rule, String by) {
            assertThat(rule.evaluate(planted).getFailureReport().toString()).contains(PLANTED + "." + by);
        }
    }
}
