package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class RestartTest extends WebTest {

    @Test
    void aRestartOfTheServerIsShownAndNothingIsLostOrDoubled() throws IOException {
        Page alice = user("alice");
        Page bob = user("bob");
        alice.say("before");
        bob.sees("before");
        alice.composer().sendKeys("half ");

        site.stop();
        alice.shows(".banner", "Not connected.");
        alice.composer().sendKeys("a sentence", Keys.ENTER);
        alice.say("and another one");
        alice.shows(".pending .text", "half a sentence");
        bob.say("bob was away, too");
        site.start();

        alice.showsNo(".pending");
        bob.showsNo(".pending");
        for (Page page : new Page[] {alice, bob}) {
            page.showsNo(".banner");
            for (String text : new String[] {"before", "half a sentence", "and another one", "bob was away, too"}) {
                page.seesOnce(text);
            }
            assertThat(page.texts()).containsSubsequence("before", "half a sentence", "and another one");
        }
        bob.say("after");
        alice.seesOnce("after");
    }

    @Test
    void whatWaitedWhenThePageWasLoadedAgainIsSentOnce() throws IOException {
        Page alice = user("alice");
        site.stop();
        alice.shows(".banner", "Not connected.");
        alice.say("written without a server");
        alice.shows(".pending .text", "written without a server");
        site.start();
        alice.reload();

        alice.showsNo(".pending");
        alice.seesOnce("written without a server");
        alice.reload();
        alice.seesOnce("written without a server");
    }
}
