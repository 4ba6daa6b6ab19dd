package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

class GroupTest extends WebTest {

    private static void found(Page page, String group, boolean isPrivate) {
        page.button("New conversation").click();
        page.dialogField("Group name", 1).sendKeys(group);
        if (isPrivate) {
            page.dialogField("Private: only those who are invited see it", 0).click();
        }
        page.button("Create").click();
        Page.until(() -> page.text("#conversation-title").equals(group));
    }

    @Test
    void aPrivateGroupIsJoinedByInvitation() {
        Page alice = user("alice");
        Page bob = user("bob");
        found(alice, "secret", true);
        alice.button("Details").click();
        alice.field("User to invite").sendKeys("bob");
        alice.button("Invite").click();
        alice.shows(".details .error", "bob is invited.");

        bob.open("secret");
        bob.shows(".invitation", "You are invited to secret");
        bob.shows(".row.empty", "Private group");
        bob.button("Details").click();
        bob.shows(".details", "Private group");
        assertThat(bob.text(".details")).doesNotContain("member", "Leave", "User to invite");
        bob.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
        bob.showsNo(".details");
        bob.button("Details").click();
        bob.button("Join").click();
        bob.showsNo(".invitation");
        // The details were open before there were members to show.
        bob.shows(".details h3", "2 members");
        bob.shows(".details .people", "alice");
        bob.say("thank you");
        alice.sees("thank you");
        alice.shows(".details .people", "bob");
    }

    @Test
    void aPublicGroupIsJoinedByItsNameAndHasATopicRolesAndAnEnd() throws IOException {
        Page alice = user("alice");
        Page bob = user("bob");
        found(alice, "design", false);
        bob.button("New conversation").click();
        bob.dialogField("Group name", 0).sendKeys("DESIGN");
        bob.button("Join").click();
        Page.until(() -> bob.text("#conversation-title").equals("design"));

        alice.button("Details").click();
        alice.field("Topic").sendKeys("colours");
        alice.button("Save topic").click();
        bob.shows(".about", "colours");

        alice.shows(".details .people", "bob");
        alice.field("Role of bob").sendKeys("Moderator");
        bob.button("Details").click();
        bob.shows(".details .role", "Moderator");
        bob.field("Topic");

        alice.button("Remove bob").click();
        alice.find(By.cssSelector("dialog[open] .danger")).click();
        bob.shows(".notice", "alice removed you from design.");
        Page.until(() -> bob.text("#conversation-title").equals("Lobby"));

        alice.button("Leave the group").click();
        alice.find(By.cssSelector("dialog[open] .danger")).click();
        Page.until(() -> alice.text("#conversation-title").equals("Lobby"));
    }

    @Test
    void aGroupThatDoesNotExistIsSaid() {
        Page alice = user("alice");
        alice.button("New conversation").click();
        alice.dialogField("Group name", 0).sendKeys("nowhere");
        alice.button("Join").click();
        alice.shows("dialog .error", "There is no such group.");
        alice.dialogField("User name", 0).sendKeys("nobody");
        alice.button("Write").click();
        alice.shows("dialog .error", "There is no user of that name.");
        alice.button("Close").click();
    }
}
