package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightTest extends WebTest {
    private static final long LIMIT = 150_000;

    @Test
    void theFirstContentIsThereWithinASecond() {
        Page alice = page();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            alice.driver().executeCdpCommand("Network.clearBrowserCache", Map.of());
            alice.driver().get(site.address());
            Page.until(
                    () -> alice.number("return performance.getEntriesByName('first-contentful-paint').length;") == 1);
            best = Math.min(
                    best, alice.number("return performance.getEntriesByName('first-contentful-paint')[0].startTime;"));
        }
        alice.run("window.faults = [];");
        assertThat(best).isLessThan(1_000);
    }

    @Test
    void thePageIsLightAndLoadsNothingFromElsewhere() {
        Page alice = user("alice");

        assertThat(alice.number(
                        "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                                + ".reduce((sum, each) => sum + each.transferSize, 0);"))
                .isBetween(10_000L, LIMIT);
        assertThat(alice.strings(
                        "return performance.getEntriesByType('resource').map(each => new URL(each.name).origin);"))
                .containsOnly(site.address().substring(0, site.address().length() - 1));
    }
}
