package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

class TalkTest extends WebTest {

    @Test
    void whatIsSaidToEveryoneReachesBrowsersAndTextClients() throws IOException {
        Page alice = user("alice");
        Page bob = user("bob");
        try (TextClient carol = site.textClient("carol")) {
            alice.say("hello, all of you");
            bob.sees("hello, all of you");
            assertThat(carol.event("MESSAGE")).isEqualTo("MESSAGE alice hello, all of you");

            carol.ask("MESSAGE from a terminal");
            alice.sees("from a terminal");
            bob.sees("from a terminal");
            alice.seesOnce("hello, all of you");
            alice.shows(".about", "3 people here");
        }
        bob.shows(".about", "2 people here");
    }

    @Test
    void aPrivateMessageReachesItsUserAloneAndShowsHowFarItHasCome() throws IOException {
        Page alice = user("alice");
        Page bob = user("bob");
        try (TextClient carol = site.textClient("carol")) {
            bob.writeTo("ALICE");
            bob.say("between you and me");
            bob.shows(".mark.delivered", "");
            alice.shows(".entry .badge", "1");
            assertThat(alice.texts()).doesNotContain("between you and me");

            alice.open("bob");
            alice.sees("between you and me");
            bob.shows(".mark.read", "");
            alice.showsNo(".entry .badge:not([hidden])");
            assertThat(carol.ask("HISTORY private bob")).isEqualTo("OK HISTORY 0 end");
        }
    }

    @Test
    void aNameIsShownAsItsOwnerSpellsItAlsoWhereTheyAreAwayAndHaveNotSpoken() throws IOException {
        Page bob = user("bob");
        site.textClient("Anna").close();
        bob.writeTo("anna");
        bob.say("are you there?");
        bob.shows(".mark.sent", "");

        bob.reload();

        Page.until(() -> bob.text("#conversation-title").equals("Anna"));
        bob.field("Message to Anna");
        bob.open("Lobby");
        bob.reload();
        bob.open("Anna");
    }

    @Test
    void aMessageCanBeAnsweredEditedAndDeleted() throws IOException {
        Page alice = user("alice");
        Page bob = user("bob");
        alice.say("a question");
        bob.sees("a question");

        bob.act("a question", "Reply");
        bob.say("an answer");
        alice.sees("an answer");
        alice.shows(".quote", "a question");

        bob.act("an answer", "Edit");
        Page.until(() -> bob.composer().getDomProperty("value").equals("an answer"));
        bob.say("a better answer");
        alice.sees("a better answer");
        alice.shows(".edited", "edited");

        bob.act("a better answer", "Delete");
        bob.button("Delete").click();
        alice.sees("Message deleted");
        assertThat(alice.texts()).doesNotContain("a better answer");
        assertThat(alice.driver().findElements(By.cssSelector(".message:not(.mine) button[aria-label=Edit]")))
                .isEmpty();
    }

    @Test
    void whoTypesIsShownAndADraftIsKeptForEachConversation() {
        Page alice = user("alice");
        Page bob = user("bob");
        alice.writeTo("bob");
        bob.open("Lobby");
        alice.open("Lobby");

        alice.composer().sendKeys("half a sent");
        bob.shows(".typing", "alice is typing…");

        alice.open("bob");
        assertThat(alice.composer().getDomProperty("value")).isEmpty();
        alice.shows(".entry .preview", "Draft: half a sent");
        alice.open("Lobby");
        assertThat(alice.composer().getDomProperty("value")).isEqualTo("half a sent");
        alice.reload();
        Page.until(() -> alice.composer().getDomProperty("value").equals("half a sent"));
        alice.composer().sendKeys("ence", Keys.ENTER);
        bob.sees("half a sentence");
    }

    @Test
    void severalLinesAreOneMessageAndLinksAndEmojiAreWhatTheySay() {
        Page alice = user("alice");
        Page bob = user("bob");
        alice.composer().sendKeys("one");
        alice.composer().sendKeys(Keys.chord(Keys.SHIFT, Keys.ENTER));
        alice.composer().sendKeys("two", Keys.ENTER);
        bob.sees("one\ntwo");

        alice.say("see https://example.org/a(b)?c=d, and javascript:alert(1) too");
        bob.sees("see https://example.org/a(b)?c=d, and javascript:alert(1) too");
        assertThat(bob.strings("return [...document.querySelectorAll('.text a')].map(e => e.href + ' ' + e.rel);"))
                .containsExactly("https://example.org/a(b)?c=d noopener noreferrer nofollow");

        alice.composer().sendKeys("done :tada: ok", Keys.ENTER);
        bob.sees("done 🎉 ok");
    }

    @Test
    void aStatusIsShownToOthersAndWhoLeavesIsShownAway() {
        Page alice = user("alice");
        Page bob = user("bob");
        bob.writeTo("alice");
        bob.shows(".about", "Online");

        alice.run("document.querySelector('.me').click();");
        alice.dialogField("Status", 0).sendKeys("Busy");
        alice.dialogField("What others read beside your name", 0).sendKeys("in a meeting");
        alice.button("Set status").click();
        bob.shows(".about", "Busy – in a meeting");
        alice.shows(".me", "in a meeting");

        alice.driver().get("about:blank");
        bob.shows(".about", "Offline");
        alice.driver().get(site.address());
        alice.signedIn();
        bob.shows(".about", "Online");
        alice.reload();
    }

    @Test
    void twoTabsOfAUserAreInStep() {
        Page alice = user("alice");
        Page bob = user("bob");
        String first = alice.driver().getWindowHandle();
        alice.driver().switchTo().newWindow(WindowType.TAB);
        alice.driver().get(site.address());
        alice.signedIn();
        String second = alice.driver().getWindowHandle();

        alice.say("from the second tab");
        bob.sees("from the second tab");
        bob.say("an answer to both");
        alice.sees("an answer to both");
        alice.driver().switchTo().window(first);
        alice.seesOnce("from the second tab");
        alice.seesOnce("an answer to both");
        alice.say("from the first tab");
        alice.driver().switchTo().window(second);
        alice.seesOnce("from the first tab");

        bob.writeTo("alice");
        bob.say("unread in both");
        alice.shows(".entry .badge", "1");
        alice.open("bob");
        alice.driver().switchTo().window(first);
        alice.showsNo(".entry .badge:not([hidden])");
        alice.driver().switchTo().window(second).close();
        alice.driver().switchTo().window(first);
    }

    @Test
    void whatIsLoadedCanBeSearched() {
        Page alice = user("alice");
        for (String text : new String[] {"a red house", "a blue house", "a red car"}) {
            alice.say(text);
            alice.sees(text);
        }
        alice.button("Search in this conversation").click();
        alice.field("Search in what is loaded").sendKeys("RED");
        alice.shows(".result", "1 of 2");
        assertThat(alice.strings("return [...document.querySelectorAll('.text mark')].map(e => e.textContent);"))
                .containsExactly("red", "red");
        alice.field("Search in what is loaded").sendKeys("x");
        alice.shows(".result", "No match in what is loaded");
        alice.field("Search in what is loaded").sendKeys(Keys.ESCAPE);
        alice.showsNo(".search");
    }

    @Test
    void whoIsBlockedIsNotShownAndIsTold() {
        Page alice = user("alice");
        Page bob = user("bob");
        alice.writeTo("bob");
        alice.button("Details").click();
        alice.button("Block bob").click();
        alice.button("Unblock bob");

        bob.writeTo("alice");
        bob.say("can you hear me");
        bob.shows(".failed .error", "This user takes no messages from you.");
        bob.button("Discard").click();
        bob.showsNo(".failed");
    }
}
