package io.implatform.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A run of a contract's tests, or of one rule's, against one implementation, from within a test. */
final class ContractRun {
    private final List<String> passed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> aborted = Collections.synchronizedList(new ArrayList<>());

    private ContractRun() {}

    /** What the whole contract finds. */
    static ContractRun of(Class<?> contractTest) {
        return of(List.of(selectClass(contractTest)));
    }

    /** What the rule of that number, such as {@code N1}, finds: who looks for its failure alone has no use for the rest. */
    static ContractRun of(Class<?> contractTest, String rule) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        ReflectionSupport.findMethods(
                        contractTest,
                        method -> method.getName().startsWith("rule_" + rule + "_"),
                        HierarchyTraversalMode.BOTTOM_UP)
                .forEach(method -> selectors.add(selectMethod(contractTest, method)));
        if (selectors.size() != 1) {
            throw new IllegalArgumentException(selectors.size() + " rules " + rule + " in " + contractTest);
        }
        return of(selectors);
    }

    private static ContractRun of(List<DiscoverySelector> selectors) {
        ContractRun run = new ContractRun();
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
        LauncherFactory.create().execute(request, run.listener());
        return run;
    }

    private TestExecutionListener listener() {
        return new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                String name = test.getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(source -> ((MethodSource) source).getMethodName())
                        .orElse(test.getDisplayName());
                switch (result.getStatus()) {
                    case FAILED -> failed.add(name);
                    case ABORTED -> aborted.add(name);
                    case SUCCESSFUL -> passed.addAll(test.isTest() ? List.of(name) : List.of());
                }
            }
        };
    }

    /** The methods, or classes, that passed. */
    List<String> passed() {
        return passed;
    }

    /** Those that failed. */
    List<String> failed() {
        return failed;
    }

    /** Those whose assumption did not hold. */
    List<String> aborted() {
        return aborted;
    }
}
