package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

class AccessibilityTest extends WebTest {
    private static final String AXE = axe();

    private static String axe() {
        try (InputStream in = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hasNoViolation(Page page, String screen) {
        // What fades in has its colour when it is there.
        page.run("document.getAnimations().forEach(each => each.finish());");
        page.run(AXE + "; window.axe = axe;");
        Object violations = page.driver()
                .executeAsyncScript("const done = arguments[0];"
                        + "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
                        + ".then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; '))),"
                        + "      e => done([String(e)]));");
        assertThat((List<?>) violations).as(screen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void noScreenHasAViolation(String scheme) throws IOException {
        Page alice = page();
        alice.emulate(Map.of("prefers-color-scheme", scheme));
        hasNoViolation(alice, "sign-in");
        alice.button("New here? Create an account").click();
        hasNoViolation(alice, "sign-up");
        alice.fillInSignUp("alice");
        hasNoViolation(alice, "empty lobby");
        try (TextClient bob = site.textClient("bob")) {
            bob.ask("MESSAGE hello @alice, see https://example.org/");
            alice.sees("hello @alice, see https://example.org/");
            alice.say("hi");
            alice.row("hi");
            alice.act("hello @alice, see https://example.org/", "Reply");
            hasNoViolation(alice, "lobby, answering");
            alice.say("an answer");
            alice.sees("an answer");
            bob.ask("PRIVATE alice psst");
            alice.shows(".entry .badge", "1");
            hasNoViolation(alice, "unread");
            alice.open("bob");
            alice.say("yes?");
            alice.shows(".mark", "");
            alice.button("Details").click();
            hasNoViolation(alice, "private with details");
            alice.button("Close the details").click();
            alice.button("New conversation").click();
            hasNoViolation(alice, "new conversation");
            alice.dialogField("Group name", 1).sendKeys("dev");
            alice.button("Create").click();
            Page.until(() -> alice.text("#conversation-title").equals("dev"));
            bob.ask("JOIN dev");
            alice.button("Details").click();
            alice.field("Role of bob");
            hasNoViolation(alice, "group with details");
            alice.button("Leave the group").click();
            hasNoViolation(alice, "question");
            alice.button("Cancel").click();
            alice.button("Close the details").click();
            alice.run("document.querySelector('.me').click();");
            hasNoViolation(alice, "settings");
            alice.button("Close").click();
            alice.button("Search in this conversation").click();
            hasNoViolation(alice, "search");
            alice.button("Insert an emoji").click();
            hasNoViolation(alice, "emoji");
            alice.run(
                    "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));");
            alice.width(320);
            hasNoViolation(alice, "narrow conversation");
            alice.button("Back to the conversations").click();
            hasNoViolation(alice, "narrow list");
            alice.wide();
            site.stop();
            alice.shows(".banner", "Not connected.");
            hasNoViolation(alice, "without a connection");
            site.start();
            alice.showsNo(".banner");
        }
    }

    @Test
    void everythingCanBeDoneFromTheKeyboard() throws IOException {
        Page alice = page();
        keys(alice, "alice");
        // Past the password, to the switch and back.
        alice.run("document.querySelector('.card > .link').focus();");
        keys(alice, Keys.ENTER);
        alice.field("Password").sendKeys("correct horse alice", Keys.ENTER);
        alice.signedIn();
        Page bob = user("bob");

        // The field has the focus: nothing is to be found first.
        keys(alice, "typed at once", Keys.ENTER);
        bob.sees("typed at once");
        alice.sees("typed at once");
        alice.showsNo(".pending");
        keys(alice, Keys.ARROW_UP);
        Page.until(() -> alice.composer().getDomProperty("value").equals("typed at once"));
        keys(alice, " and mended", Keys.ENTER);
        bob.sees("typed at once and mended");

        bob.say("a question");
        alice.sees("a question");
        keys(alice, Keys.chord(Keys.SHIFT, Keys.TAB), Keys.chord(Keys.SHIFT, Keys.TAB));
        Page.until(() -> alice.isShown(".messages:focus, .message:focus"));
        keys(alice, Keys.ARROW_UP, Keys.ARROW_UP, Keys.ARROW_DOWN);
        Page.until(() -> alice.text(".message:focus .text").equals("a question"));
        keys(alice, "r");
        keys(alice, "an answer", Keys.ENTER);
        bob.shows(".quote", "a question");

        keys(alice, Keys.chord(Keys.CONTROL, "k"));
        Page.until(() -> alice.isShown("dialog[open]"));
        alice.dialogField("User name", 0).sendKeys("bob", Keys.ENTER);
        Page.until(() -> alice.text("#conversation-title").equals("bob"));
        keys(alice, "in private", Keys.ENTER);
        bob.shows(".entry .badge", "1");
        keys(alice, Keys.chord(Keys.ALT, Keys.ARROW_UP));
        Page.until(() -> alice.text("#conversation-title").equals("Lobby"));
    }

    private static void keys(Page page, CharSequence... keys) {
        page.driver().switchTo().activeElement().sendKeys(keys);
    }

    @Test
    void aScreenReaderIsToldWhatOthersSay() {
        Page alice = user("alice");
        Page bob = user("bob");
        bob.say("listen to this");
        alice.shows("[role=log]", "bob: listen to this");
        assertThat(alice.text("[role=log]")).doesNotContain("alice:");
        assertThat(alice.find(By.cssSelector(".messages")).getAriaRole()).isEqualTo("feed");
    }

    @Test
    void nothingIsCutOffOnANarrowScreenOrInTextThatRunsFromTheRight() throws IOException {
        Page alice = user("alice");
        try (TextClient bob = site.textClient("bob")) {
            bob.ask("MESSAGE שלום לכולם, זה עובד? https://example.org/" + "x".repeat(300));
            alice.shows(".message .text", "שלום");
            for (String direction : new String[] {"ltr", "rtl"}) {
                alice.run("document.documentElement.dir = arguments[0];", direction);
                for (int width : new int[] {320, 768, 1920}) {
                    alice.width(width);
                    assertThat(alice.number("return document.documentElement.scrollWidth - innerWidth;"))
                            .as(direction + " " + width)
                            .isLessThanOrEqualTo(0);
                    assertThat(
                                    alice.number(
                                            "const m = document.querySelector('.messages'); return m.scrollWidth - m.clientWidth;"))
                            .as(direction + " " + width)
                            .isLessThanOrEqualTo(0);
                }
            }
            assertThat(alice.strings(
                            "return [getComputedStyle([...document.querySelectorAll('.text')].at(-1)).direction];"))
                    .containsExactly("rtl");
            alice.run("document.documentElement.dir = '';");
        }
    }
}
