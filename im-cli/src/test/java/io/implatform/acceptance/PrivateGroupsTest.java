package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those outside a private group cannot tell that it exists; those removed are outside at once. */
class PrivateGroupsTest {
    private final Chat chat = Chat.start(builder -> builder.limits(Chat.LIMITS
            .with(Limit.GROUPS_PER_USER, 3)
            .with(Limit.GROUP_MEMBERS, 3)
            .with(Limit.OUTBOX_BYTES, 65_536)));
    private Client alice;
    private Client bob;

    @BeforeEach
    void join() {
        alice = chat.join("alice");
        bob = chat.join("bob");
        assertThat(alice.ask("CREATE secret private")).isEqualTo("OK CREATE secret");
        assertThat(alice.ask("GROUP secret hi")).isEqualTo("OK GROUP secret 1");
    }

    @AfterEach
    void close() {
        chat.close();
    }

    /** The group's name stands in place of {@code ?}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GROUP ? hi",
                "GROUP ? \u0007",
                "HISTORY group ?",
                "HISTORY group ? before 3 2",
                "HISTORY group ? 501",
                "READ group ? 1",
                "READ group ? 2",
                "ACK group ? 1",
                "MEMBERS ?",
                "TOPIC ? mine",
                "TOPIC ?",
                "INVITE ? bob",
                "INVITE ? alice",
                "INVITE ? nobody",
                "KICK ? alice",
                "KICK ? bob",
                "ROLE ? bob owner",
                "ROLE ? alice member",
                "LEAVE ?",
                "JOIN ?",
                "TYPING group ?",
                "EDIT group ? 1 hi",
                "DELETE group ? 1",
                "DELETE group ? 7",
                "REPLY group ? 1 hi",
                "{'type':'group','group':'?','text':'hi','id':'1'}",
                "{'type':'history','conversation':['group','?']}",
                "{'type':'read','conversation':['group','?'],'seq':1}",
                "{'type':'ack','conversation':['group','?'],'seq':1}",
                "{'type':'members','group':'?'}",
                "{'type':'topic','group':'?','text':'x'}",
                "{'type':'invite','group':'?','user':'bob'}",
                "{'type':'kick','group':'?','user':'alice'}",
                "{'type':'role','group':'?','user':'alice','role':'member'}",
                "{'type':'leave','group':'?'}",
                "{'type':'join','group':'?'}",
                "{'type':'typing','conversation':['group','?']}",
                "{'type':'edit','conversation':['group','?'],'seq':1,'text':'x'}",
                "{'type':'delete','conversation':['group','?'],'seq':1,'id':'1'}",
                "{'type':'reply','conversation':['group','?'],'seq':1,'text':'x'}",
            })
    void whoIsOutsideGetsTheAnswerOfAGroupThatDoesNotExist(String request) {
        String line = Client.json(request);
        String absent = bob.ask(line.replace("?", "absent"));

        assertThat(bob.ask(line.replace("?", "secret"))).isEqualTo(absent);
        assertThat(bob.ask(line.replace("?", "SECRET"))).isEqualTo(absent);

        assertThat(absent).containsAnyOf("NO_SUCH_GROUP", "BAD_ARGUMENT");
        assertThat(alice.ask("MEMBERS secret")).isEqualTo("OK MEMBERS secret 1 alice(owner)");
    }

    @Test
    void itsNameIsFreeForOthersAndEachMeansTheirOwn() {
        Client carol = chat.join("carol");
        assertThat(bob.ask("CREATE secret")).isEqualTo("OK CREATE secret");
        assertThat(carol.ask("JOIN secret")).isEqualTo("OK JOIN secret");
        assertThat(bob.event()).isEqualTo("JOINED secret carol");

        assertThat(carol.ask("GROUP secret in public")).isEqualTo("OK GROUP secret 1");
        assertThat(alice.ask("GROUP secret in private")).isEqualTo("OK GROUP secret 2");

        assertThat(bob.event()).isEqualTo("GROUP secret carol in public");
        assertThat(alice.askLines("HISTORY group secret"))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(" alice hi"),
                        line -> assertThat(line).endsWith(" alice in private"),
                        line -> assertThat(line).isEqualTo("OK HISTORY 2 end"));
        assertThat(alice.ask("INVITE secret carol")).isEqualTo("OK INVITE secret carol");
        assertThat(carol.event()).isEqualTo("INVITED secret alice");
        assertThat(carol.ask("GROUP secret still in public")).isEqualTo("OK GROUP secret 2");
        assertThat(bob.event()).isEqualTo("GROUP secret carol still in public");
    }

    @Test
    void whatFollowsAChangeOfGroupsInOneWriteMeansTheNewOne() {
        assertThat(bob.ask("CREATE dev")).isEqualTo("OK CREATE dev");
        assertThat(alice.ask("TOPIC dev mine")).startsWith("ERR NOT_A_MEMBER ");

        alice.send("CREATE dev private", "GROUP dev hi", "LEAVE dev", "JOIN dev", "GROUP dev hello");

        assertThat(alice.replies(5))
                .containsExactly("OK CREATE dev", "OK GROUP dev 1", "OK LEAVE dev", "OK JOIN dev", "OK GROUP dev 1");
        assertThat(bob.events(2)).containsExactly("JOINED dev alice", "GROUP dev alice hello");
    }

    @Test
    void anInvitedOneSeesItAndIsInsideOnlyOnceTheyHaveJoined() {
        assertThat(alice.ask("INVITE secret bob")).isEqualTo("OK INVITE secret bob");
        assertThat(bob.event()).isEqualTo("INVITED secret alice");
        assertThat(bob.ask("HISTORY group secret")).startsWith("ERR NOT_A_MEMBER ");
        assertThat(bob.ask("GROUP secret hi")).startsWith("ERR NOT_A_MEMBER ");
        assertThat(alice.ask("GROUP secret before")).isEqualTo("OK GROUP secret 2");
        assertThat(bob.ask("JOIN secret")).isEqualTo("OK JOIN secret");
        assertThat(alice.event()).isEqualTo("JOINED secret bob");
        assertThat(bob.ask("INVITE secret alice")).startsWith("ERR NOT_ALLOWED ");
        assertThat(alice.ask("GROUP secret after")).isEqualTo("OK GROUP secret 3");
        assertThat(bob.event()).isEqualTo("GROUP secret alice after");
    }

    @Test
    void anInvitationThatIsTakenBackIsNone() {
        alice.ask("INVITE secret bob");
        assertThat(alice.ask("KICK secret bob")).isEqualTo("OK KICK secret bob");
        assertThat(bob.ask("JOIN secret")).startsWith("ERR NO_SUCH_GROUP ");
        assertThat(bob.ask("GROUPS")).isEqualTo("OK GROUPS 0");
        alice.ask("INVITE secret bob");
        assertThat(bob.ask("LEAVE secret")).isEqualTo("OK LEAVE secret");
        assertThat(bob.ask("JOIN secret")).startsWith("ERR NO_SUCH_GROUP ");
    }

    @Test
    void whoIsRemovedIsToldNothingOfTheNextNumber() {
        alice.ask("INVITE secret bob");
        bob.event();
        bob.ask("JOIN secret");
        Client other = chat.login("bob");

        alice.send("GROUP secret before", "KICK secret bob", "GROUP secret after", "MESSAGE the end");

        assertThat(bob.eventsBefore("MESSAGE alice the end"))
                .containsExactly("GROUP secret alice before", "LEFT secret bob by alice");
        assertThat(other.eventsBefore("MESSAGE alice the end"))
                .containsExactly("GROUP secret alice before", "LEFT secret bob by alice");
        assertThat(bob.ask("HISTORY group secret")).startsWith("ERR NO_SUCH_GROUP ");
        bob.ask("QUIT");
        other.ask("QUIT");
        Client again = chat.login("bob");
        assertThat(again.ask("GROUPS")).isEqualTo("OK GROUPS 0");
        assertThat(again.ask("UNREAD")).isEqualTo("OK UNREAD 0");
    }

    @Test
    void whoIsBehindWhenTheyAreRemovedIsToldNothingThatWasSaidAfterwards() {
        chat.register("slow");
        Client slow = chat.login("slow", 4_096);
        alice.ask("INVITE secret slow");
        slow.event();
        slow.ask("JOIN secret");
        String padding = "x".repeat(4_000);
        alice.send(Chat.numbered("GROUP secret " + padding, 1, 2_000));
        alice.replies(2_000);

        assertThat(alice.ask("KICK secret slow")).isEqualTo("OK KICK secret slow");
        alice.send(Chat.numbered("GROUP secret after", 1, 10));
        alice.replies(10);
        alice.ask("PRIVATE slow end");

        List<String> told = slow.eventsBefore("PRIVATE alice end").stream()
                .filter(event -> event.startsWith("GROUP "))
                .toList();
        assertThat(told).hasSizeBetween(1, 1_999);
        assertThat(told).isEqualTo(Chat.numbered("GROUP secret alice " + padding, 1, told.size()));
    }

    @Test
    void whatWasSaidBeforeOneJoinedIsHistoryAndNeitherToldNorUnread() {
        alice.ask("INVITE secret bob");
        bob.event();

        assertThat(bob.ask("JOIN secret")).isEqualTo("OK JOIN secret");
        assertThat(bob.ask("UNREAD")).isEqualTo("OK UNREAD 0");
        alice.ask("GROUP secret after");

        assertThat(bob.event()).isEqualTo("GROUP secret alice after");
        assertThat(bob.askLines("UNREAD")).containsExactly("UNREAD group secret 1", "OK UNREAD 1");
        assertThat(bob.askLines("HISTORY group secret")).hasSize(3);
    }

    @Test
    void groupsOfAUserAndMembersOfAGroupHaveALimit() {
        assertThat(alice.ask("CREATE two")).isEqualTo("OK CREATE two");
        assertThat(alice.ask("CREATE three")).isEqualTo("OK CREATE three");
        assertThat(alice.ask("CREATE four")).startsWith("ERR QUOTA ");
        bob.ask("CREATE five");
        assertThat(alice.ask("JOIN five")).startsWith("ERR QUOTA ");
        assertThat(alice.ask("LEAVE three")).isEqualTo("OK LEAVE three");
        assertThat(alice.ask("JOIN five")).isEqualTo("OK JOIN five");

        Client carol = chat.join("carol");
        Client dave = chat.join("dave");
        assertThat(carol.ask("JOIN five")).isEqualTo("OK JOIN five");
        assertThat(dave.ask("JOIN five")).startsWith("ERR QUOTA ");
        assertThat(carol.ask("LEAVE five")).isEqualTo("OK LEAVE five");
        assertThat(dave.ask("JOIN five")).isEqualTo("OK JOIN five");
        assertThat(dave.ask("TOPIC five x")).startsWith("ERR NOT_ALLOWED ");
        assertThat(bob.ask("TOPIC five " + "x".repeat(512))).startsWith("OK TOPIC five ");
        assertThat(bob.ask("TOPIC five " + "x".repeat(513))).startsWith("ERR TOO_LONG ");
        assertThat(bob.ask("TOPIC five \u001b")).startsWith("ERR BAD_TEXT ");
    }
}
