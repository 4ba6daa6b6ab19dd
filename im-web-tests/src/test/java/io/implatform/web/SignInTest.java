package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class SignInTest extends WebTest {

    @Test
    void whoSignsUpIsSignedInAndStaysSoWhenThePageIsLoadedAgain() {
        Page alice = user("alice");
        alice.shows(".me .name", "alice");

        alice.reload();

        alice.shows(".me .name", "alice");
        assertThat(alice.isShown(".sign-in")).isFalse();
    }

    @Test
    void aNameThatIsTakenAndAWrongPasswordAreSaidAndNothingIsLost() {
        user("alice");
        Page other = page();
        other.button("New here? Create an account").click();
        other.field("User name").sendKeys("ALICE");
        other.field("Password").sendKeys("another password", Keys.ENTER);
        other.shows(".error", "This name is taken.");

        other.field("User name").sendKeys(Keys.chord(Keys.CONTROL, "a"), "-- nobody");
        other.field("Password").sendKeys(Keys.ENTER);
        other.shows(".error", "This is not a name");

        other.button("Already have an account? Sign in").click();
        other.field("User name").sendKeys(Keys.chord(Keys.CONTROL, "a"), "alice");
        other.field("Password").sendKeys(Keys.chord(Keys.CONTROL, "a"), "not the password", Keys.ENTER);
        other.shows(".error", "The user name or the password is wrong.");

        other.field("Password").sendKeys(Keys.chord(Keys.CONTROL, "a"), "correct horse alice", Keys.ENTER);
        other.signedIn();
    }

    @Test
    void aPasswordThatIsTooWeakIsRefusedWithItsReason() {
        Page page = page();
        page.button("New here? Create an account").click();
        page.field("User name").sendKeys("alice");
        page.field("Password").sendKeys("12345678", Keys.ENTER);
        page.shows(".error", "too short, too long or too common");
    }

    @Test
    void whoGuessesIsToldWhenToTryAgain() {
        Page page = page();
        page.field("User name").sendKeys("nobody");
        // The wait is longer after each: however slow this machine is, one comes within it.
        for (int i = 0; i < 15 && !page.text(".sign-in .error").contains("Too many"); i++) {
            page.field("Password").sendKeys(Keys.chord(Keys.CONTROL, "a"), "guess number " + i, Keys.ENTER);
            page.button("Sign in");
            page.shows(".sign-in .error", ".");
        }
        assertThat(page.text(".sign-in .error")).matches("Too many attempts\\. Try again in \\d+ seconds?\\.");
    }

    @Test
    void whoSignsOutIsOutInEveryTabAndComesBackWithTheirPassword() {
        Page alice = user("alice");
        String first = alice.driver().getWindowHandle();
        alice.driver().switchTo().newWindow(org.openqa.selenium.WindowType.TAB);
        alice.driver().get(site.address());
        alice.signedIn();

        alice.driver().executeScript("document.querySelector('.me').click();");
        alice.button("Sign out").click();
        Page.until(() -> alice.isShown(".sign-in"));
        alice.driver().close();
        alice.driver().switchTo().window(first);
        Page.until(() -> alice.isShown(".sign-in"));

        alice.field("User name").sendKeys(Keys.chord(Keys.CONTROL, "a"), "alice");
        alice.field("Password").sendKeys("correct horse alice", Keys.ENTER);
        alice.signedIn();
    }

    @Test
    void aChangedPasswordEndsOtherDevicesComingBackAndKeepsThisOne() {
        Page alice = user("alice");
        alice.run("document.querySelector('.me').click();");
        alice.run("[...document.querySelectorAll('summary')].find(e => e.textContent === 'Change password').click();");
        alice.dialogField("Present password", 0).sendKeys("correct horse alice");
        alice.dialogField("New password", 0).sendKeys("a better one than that", Keys.ENTER);
        alice.shows("dialog .error", "The password is changed.");

        alice.reload();
        alice.say("still here");
        alice.seesOnce("still here");
    }
}
