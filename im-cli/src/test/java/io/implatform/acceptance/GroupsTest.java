package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What members of a group do, and what the others of them see. */
class GroupsTest {
    private final Chat chat = Chat.start();
    private Client alice;
    private Client bob;
    private Client carol;

    @BeforeEach
    void join() {
        alice = chat.join("Alice");
        bob = chat.join("bob");
        carol = chat.join("carol");
        assertThat(alice.ask("CREATE Dev")).isEqualTo("OK CREATE Dev");
    }

    @AfterEach
    void close() {
        chat.close();
    }

    @Test
    void aMessageToAGroupReachesItsMembersAlone() {
        assertThat(bob.ask("JOIN dev")).isEqualTo("OK JOIN Dev");
        assertThat(alice.event()).isEqualTo("JOINED Dev bob");

        assertThat(alice.ask("#1 GROUP DEV hi  all")).isEqualTo("#1 OK GROUP Dev 1");
        assertThat(bob.ask("GROUP dev hi")).isEqualTo("OK GROUP Dev 2");
        assertThat(alice.ask("MESSAGE the end")).isEqualTo("OK MESSAGE 1");

        assertThat(bob.eventsBefore("MESSAGE Alice the end")).containsExactly("GROUP Dev Alice hi  all");
        assertThat(alice.event()).isEqualTo("GROUP Dev bob hi");
        assertThat(carol.eventsBefore("MESSAGE Alice the end")).isEmpty();
    }

    @Test
    void whoIsNoMemberOfAPublicGroupMayJoinItAndNothingElse() {
        for (String line : new String[] {
            "GROUP dev hi",
            "HISTORY group dev",
            "READ group dev 0",
            "ACK group dev 0",
            "TYPING group dev",
            "REPLY group dev 1 hi",
            "EDIT group dev 1 hi",
            "DELETE group dev 1",
            "MEMBERS dev",
            "LEAVE dev",
            "INVITE dev carol",
            "KICK dev Alice",
            "ROLE dev bob owner",
            "TOPIC dev mine"
        }) {
            assertThat(bob.ask(line)).as(line).startsWith("ERR NOT_A_MEMBER ");
        }
        assertThat(bob.ask("GROUPS")).isEqualTo("OK GROUPS 0");
        assertThat(bob.ask("JOIN dev")).isEqualTo("OK JOIN Dev");
        assertThat(bob.ask("JOIN dev")).isEqualTo("OK JOIN Dev");
        assertThat(alice.event()).isEqualTo("JOINED Dev bob");
        assertThat(alice.ask("MEMBERS dev")).isEqualTo("OK MEMBERS Dev 2 Alice(owner) bob");
    }

    @Test
    void aGroupThatDoesNotExistIsAnsweredSo() {
        for (String line : new String[] {
            "GROUP ops hi",
            "HISTORY group ops",
            "READ group ops 0",
            "TYPING group ops",
            "MEMBERS ops",
            "JOIN ops",
            "LEAVE ops",
            "INVITE ops bob",
            "INVITE ops nobody",
            "KICK ops bob",
            "ROLE ops bob owner",
            "TOPIC ops x",
            "GROUP *! hi"
        }) {
            assertThat(alice.ask(line)).as(line).startsWith("ERR NO_SUCH_GROUP ");
        }
    }

    @Test
    void aPublicNameIsGivenOnceInAnyCaseAndFollowsTheRuleForNames() {
        assertThat(bob.ask("CREATE dev")).startsWith("ERR NAME_TAKEN ");
        assertThat(bob.ask("CREATE DEV")).startsWith("ERR NAME_TAKEN ");
        assertThat(alice.ask("CREATE dev")).startsWith("ERR NAME_TAKEN ");
        assertThat(bob.ask("CREATE .dev")).startsWith("ERR BAD_NAME ");
        assertThat(bob.ask("CREATE " + "x".repeat(33))).startsWith("ERR BAD_NAME ");
        assertThat(bob.ask("CREATE ops secret")).startsWith("ERR BAD_ARGUMENT ");
        assertThat(bob.ask("CREATE ops")).isEqualTo("OK CREATE ops");
    }

    @Test
    void anInvitationIsToldListedAndUsedUp() {
        assertThat(alice.ask("INVITE dev BOB")).isEqualTo("OK INVITE Dev bob");
        assertThat(bob.event()).isEqualTo("INVITED Dev Alice");
        assertThat(bob.ask("GROUPS")).isEqualTo("OK GROUPS 1 Dev(invited)");
        assertThat(bob.ask("JOIN dev")).isEqualTo("OK JOIN Dev");
        assertThat(bob.ask("GROUPS")).isEqualTo("OK GROUPS 1 Dev");
        assertThat(alice.ask("GROUPS")).isEqualTo("OK GROUPS 1 Dev(owner)");
        assertThat(alice.ask("INVITE dev bob")).isEqualTo("OK INVITE Dev bob");
        assertThat(alice.ask("INVITE dev nobody")).startsWith("ERR NO_SUCH_USER ");
        assertThat(bob.ask("GROUPS")).isEqualTo("OK GROUPS 1 Dev");
    }

    @Test
    void rolesSayWhoMayDoWhatAndChangesAreToldToTheMembers() {
        bob.ask("JOIN dev");
        carol.ask("JOIN dev");
        assertThat(alice.events(2)).containsExactly("JOINED Dev bob", "JOINED Dev carol");
        assertThat(bob.event()).isEqualTo("JOINED Dev carol");

        assertThat(bob.ask("TOPIC dev mine")).startsWith("ERR NOT_ALLOWED ");
        assertThat(bob.ask("KICK dev carol")).startsWith("ERR NOT_ALLOWED ");
        assertThat(bob.ask("ROLE dev bob owner")).startsWith("ERR NOT_ALLOWED ");
        assertThat(alice.ask("ROLE dev bob boss")).startsWith("ERR BAD_ARGUMENT ");
        assertThat(alice.ask("ROLE dev nobody owner")).startsWith("ERR NO_SUCH_USER ");

        assertThat(alice.ask("ROLE dev bob Moderator")).isEqualTo("OK ROLE Dev bob moderator");
        assertThat(bob.event()).isEqualTo("ROLE Dev bob moderator");
        assertThat(carol.event()).isEqualTo("ROLE Dev bob moderator");
        assertThat(bob.ask("TOPIC dev all about it")).isEqualTo("OK TOPIC Dev all about it");
        assertThat(carol.event()).isEqualTo("TOPIC Dev bob all about it");
        assertThat(bob.ask("ROLE dev carol moderator")).startsWith("ERR NOT_ALLOWED ");
        assertThat(bob.ask("KICK dev alice")).startsWith("ERR NOT_ALLOWED ");
        assertThat(alice.event()).isEqualTo("TOPIC Dev bob all about it");
        assertThat(carol.ask("MEMBERS dev")).isEqualTo("OK MEMBERS Dev 3 Alice(owner) bob(moderator) carol");

        assertThat(bob.ask("KICK dev carol")).isEqualTo("OK KICK Dev carol");
        assertThat(alice.event()).isEqualTo("LEFT Dev carol by bob");
        assertThat(carol.event()).isEqualTo("LEFT Dev carol by bob");
        assertThat(carol.ask("GROUP dev still here?")).startsWith("ERR NOT_A_MEMBER ");
        assertThat(bob.ask("KICK dev carol")).startsWith("ERR NOT_A_MEMBER ");
        assertThat(alice.ask("TOPIC dev")).startsWith("OK TOPIC Dev");
        assertThat(bob.event()).isEqualTo("TOPIC Dev Alice");
    }

    @Test
    void theLastOwnerKeepsTheRoleAndIsSucceededWhenTheyLeave() {
        bob.ask("JOIN dev");
        carol.ask("JOIN dev");
        alice.events(2);
        bob.event();
        assertThat(alice.ask("ROLE dev alice member")).startsWith("ERR NOT_ALLOWED ");
        assertThat(alice.ask("ROLE dev carol moderator")).isEqualTo("OK ROLE Dev carol moderator");
        bob.event();
        carol.event();

        assertThat(alice.ask("LEAVE dev")).isEqualTo("OK LEAVE Dev");

        assertThat(bob.events(2)).containsExactly("LEFT Dev Alice", "ROLE Dev carol owner");
        assertThat(carol.events(2)).containsExactly("LEFT Dev Alice", "ROLE Dev carol owner");
        assertThat(carol.ask("LEAVE dev")).isEqualTo("OK LEAVE Dev");
        assertThat(bob.events(2)).containsExactly("LEFT Dev carol", "ROLE Dev bob owner");
        assertThat(bob.ask("MEMBERS dev")).isEqualTo("OK MEMBERS Dev 1 bob(owner)");
        assertThat(alice.ask("GROUP dev hi")).startsWith("ERR NOT_A_MEMBER ");
        assertThat(bob.ask("LEAVE dev")).isEqualTo("OK LEAVE Dev");
        assertThat(alice.ask("JOIN dev")).isEqualTo("OK JOIN Dev");
        assertThat(alice.ask("MEMBERS dev")).isEqualTo("OK MEMBERS Dev 1 Alice(owner)");
    }

    @Test
    void theSameIsSaidInJson() {
        Client dave = chat.connect();
        chat.register("dave");
        dave.ask(Client.json(Chat.login("dave", "")));
        assertThat(alice.ask("INVITE dev dave")).isEqualTo("OK INVITE Dev dave");
        assertThat(dave.eventJson()).isEqualTo("{'type':'invited','group':'Dev','by':'Alice'}");
        assertThat(dave.askJson("{'type':'groups'}"))
                .isEqualTo("{'type':'ok','of':'groups','count':1,'groups':"
                        + "[{'group':'Dev','private':false,'role':'invited','topic':''}]}");
        assertThat(dave.askJson("{'type':'join','group':'dev','ref':'x'}"))
                .isEqualTo("{'type':'ok','of':'join','ref':'x','group':'Dev'}");
        bob.ask("JOIN dev");
        assertThat(dave.eventJson()).isEqualTo("{'type':'joined','group':'Dev','user':'bob'}");
        alice.ask("ROLE dev bob moderator");
        assertThat(dave.eventJson()).isEqualTo("{'type':'role','group':'Dev','user':'bob','role':'moderator'}");
        alice.ask("TOPIC dev \"quoted\"");
        assertThat(dave.event())
                .isEqualTo("{\"type\":\"topic\",\"group\":\"Dev\",\"user\":\"Alice\",\"text\":\"\\\"quoted\\\"\"}");
        alice.ask("KICK dev bob");
        assertThat(dave.eventJson()).isEqualTo("{'type':'left','group':'Dev','user':'bob','by':'Alice'}");
        assertThat(dave.askJson("{'type':'members','group':'dev'}"))
                .isEqualTo("{'type':'ok','of':'members','group':'Dev','count':2,'members':"
                        + "[{'user':'Alice','role':'owner'},{'user':'dave','role':'member'}]}");
        assertThat(dave.askJson("{'type':'group','group':'dev','text':'hi'}"))
                .isEqualTo("{'type':'ok','of':'group','group':'Dev','seq':1}");
        alice.ask("GROUP dev hi dave");
        assertThat(dave.eventJson())
                .isEqualTo("{'type':'group','group':'Dev','from':'Alice','text':'hi dave','seq':2}");
        assertThat(dave.askJson("{'type':'create','group':'ops','private':true}"))
                .isEqualTo("{'type':'ok','of':'create','group':'ops'}");
        assertThat(dave.askJson("{'type':'leave','group':'dev'}"))
                .isEqualTo("{'type':'ok','of':'leave','group':'Dev'}");
    }
}
