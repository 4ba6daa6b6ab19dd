package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    void whatWasSentFromElsewhereWhenTheServerWasBackIsNotUnread() {
        Page alice = user("alice");
        Page bob = user("bob");
        alice.say("seen");
        bob.sees("seen");
        bob.writeTo("alice");
        bob.say("in private");
        alice.shows(".entry .badge", "1");
        site.stop();
        alice.shows(".banner", "Not connected.");
        alice.say("to all of you");
        alice.open("bob");
        startAgain();

        alice.showsNo(".banner");
        bob.open("Lobby");
        bob.seesOnce("to all of you");
        alice.shows(".entry .preview", "You: to all of you");
        alice.showsNo(".pending");
        Page.until(() -> alice.strings(
                        "return [...document.querySelectorAll('.entry .badge:not([hidden])')].map(e => e.textContent);")
                .isEmpty());
        alice.reload();
        assertThat(alice.isShown(".entry .badge:not([hidden])")).isFalse();
    }

    private void startAgain() {
        try {
            site.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoClosesATabInWhichMessagesWaitIsAskedFirst() throws IOException {
        Page alice = user("alice");
        String leaving = "const leaving = new Event('beforeunload', {cancelable: true});"
                + "dispatchEvent(leaving); return [String(leaving.defaultPrevented)];";
        assertThat(alice.strings(leaving)).containsExactly("false");
        site.stop();
        alice.shows(".banner", "Not connected.");
        assertThat(alice.strings(leaving)).containsExactly("false");
        alice.say("not sent yet");
        assertThat(alice.strings(leaving)).containsExactly("true");
        site.start();
        alice.showsNo(".pending");
        assertThat(alice.strings(leaving)).containsExactly("false");
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
