package io.implatform.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs a contract, or one rule of it, against an implementation, from within a test. */
final class RuleRun {
    private RuleRun() {}

    /** What the whole contract finds. */
    static TestExecutionSummary ofAll(Class<?> contract) {
        return run(List.of(selectClass(contract)));
    }

    /** What the rule of that number, such as {@code T05}, finds. */
    static TestExecutionSummary of(Class<?> contract, String rule) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (Method method : contract.getMethods()) {
            if (method.getName().startsWith("rule_" + rule + "_")) {
                selectors.add(selectMethod(contract, method));
            }
        }
        if (selectors.size() != 1) {
            throw new IllegalArgumentException(selectors.size() + " rules " + rule + " in " + contract);
        }
        return run(selectors);
    }

    private static TestExecutionSummary run(List<DiscoverySelector> selectors) {
        Launcher launcher = LauncherFactory.create();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request().selectors(selectors).build(), listener);
        return listener.getSummary();
    }
}
