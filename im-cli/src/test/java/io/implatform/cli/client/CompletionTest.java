package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private final Conversations names = new Conversations();
    private final Completion completion = new Completion(names);

    @BeforeEach
    void know() {
        names.user("bob");
        names.user("Barbara");
        names.user("carol");
        names.group("dev");
        names.group("ops");
    }

    @Test
    void commandsAreCompletedAtTheBeginningAlone() {
        assertThat(completion.complete("/hi")).containsExactly("/history");
        assertThat(completion.complete("/")).hasSize(Slash.values().length);
        assertThat(completion.complete("see /hi")).isEmpty();
    }

    @Test
    void namesAreCompletedWhateverTheirCase() {
        assertThat(completion.complete("/to b")).containsExactly("Barbara", "bob");
        assertThat(completion.complete("/to @b")).containsExactly("@Barbara", "@bob");
        assertThat(completion.complete("hello BA")).containsExactly("Barbara");
    }

    @Test
    void groupsAreCompletedWhereAGroupMayStand() {
        assertThat(completion.complete("/to #")).containsExactly("#dev", "#ops");
        assertThat(completion.complete("/join ")).containsExactly("dev", "ops");
        assertThat(completion.complete("/members ")).containsExactly("#dev", "#ops");
        assertThat(completion.complete("/leave #o")).containsExactly("#ops");
    }

    @Test
    void aPlaceIsKnownWithAndWithoutTheGroupInFront() {
        assertThat(completion.complete("/role ")).contains("bob", "#dev");
        assertThat(completion.complete("/role #dev c")).containsExactly("carol");
        assertThat(completion.complete("/role bob m")).containsExactly("member", "moderator");
        assertThat(completion.complete("/role #dev bob o")).containsExactly("owner");
        assertThat(completion.complete("/role #dev bob owner ")).isEmpty();
    }

    @Test
    void fixedWordsAreCompleted() {
        assertThat(completion.complete("/status a")).containsExactly("away");
        assertThat(completion.complete("/create new p")).containsExactly("private");
        assertThat(completion.complete("/edit l")).containsExactly("last");
    }

    @Test
    void nothingIsCompletedAfterWhatIsNoCommand() {
        assertThat(completion.complete("/nonsense b")).isEmpty();
        assertThat(completion.complete("/who b")).isEmpty();
    }
}
