package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Limit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MUTE, UNMUTE, BAN, UNBAN, DISCONNECT and ANNOUNCE, in both forms, and what the audit log says of them. */
class ModerationTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private Chat chat;
    private Client mod;
    private Client bob;

    /** A clock that a test moves. */
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    @BeforeEach
    void join() {
        chat = Chat.start(
                builder -> builder.store(new MemoryStore()).clock(clock).limits(Chat.LIMITS.with(Limit.SANCTIONS, 3)));
        chat.register("Boss", "Mod", "Mod2", "bob", "carol");
        chat.server().administration().setRole("boss", AccountRole.ADMIN);
        chat.server().administration().setRole("Mod", AccountRole.MODERATOR);
        chat.server().administration().setRole("mod2", AccountRole.MODERATOR);
        mod = chat.login("Mod");
        bob = chat.login("bob");
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private List<AuditEntry> log() {
        return chat.server().administration().audit(0, Instant.MIN, 100).stream()
                .map(record -> record.entry())
                .filter(entry -> !entry.action().startsWith("user-"))
                .toList();
    }

    private Stream<String> logged() {
        return log().stream()
                .map(entry -> entry.actor() + " " + entry.action() + " " + entry.subject()
                        + entry.until()
                                .map(until -> " " + Duration.between(NOON, until))
                                .orElse("") + " " + entry.detail());
    }

    @Test
    void who_is_muted_says_nothing_anywhere_until_then() {
        bob.ask("CREATE dev");
        assertThat(bob.ask("MESSAGE hello")).isEqualTo("OK MESSAGE 1");
        assertThat(mod.ask("MUTE BOB 10m so loud")).isEqualTo("OK MUTE bob 10m");

        String refused = "ERR MUTED retry=600 muted until 2026-01-02T12:10:00Z: so loud";
        for (String post : List.of(
                "MESSAGE x",
                "PRIVATE carol x",
                "GROUP dev x",
                "REPLY lobby 1 x",
                "EDIT lobby 1 x",
                "TOPIC dev x",
                "STATUS away x",
                "CREATE other",
                "TYPING lobby")) {
            assertThat(bob.ask(post)).as(post).isEqualTo(refused);
        }
        assertThat(bob.ask("STATUS away")).isEqualTo("OK STATUS away");
        assertThat(bob.ask("READ lobby 1")).isEqualTo("OK READ lobby 1");
        assertThat(bob.ask("DELETE lobby 1")).isEqualTo("OK DELETE lobby 1 2");
        assertThat(chat.login("bob").ask("MESSAGE from another session")).isEqualTo(refused);

        now.set(NOON.plusSeconds(600));
        assertThat(bob.ask("MESSAGE again")).isEqualTo("OK MESSAGE 3");
        assertThat(logged()).containsExactly("Mod mute bob PT10M so loud");
    }

    @Test
    void a_mute_for_good_ends_when_it_is_lifted_in_json_too() {
        Client json = chat.loginJson("Mod");
        assertThat(json.askJson("{'type':'mute','ref':'1','user':'bob'}"))
                .isEqualTo("{'type':'ok','of':'mute','ref':'1','user':'bob'}");
        assertThat(bob.ask("MESSAGE x")).isEqualTo("ERR MUTED muted for good");
        Client jsonBob = chat.loginJson("bob");
        assertThat(jsonBob.askJson("{'type':'message','ref':'2','text':'x'}"))
                .isEqualTo("{'type':'error','of':'message','ref':'2','code':'MUTED','message':'muted for good',"
                        + "'temporary':false}");

        assertThat(json.askJson("{'type':'unmute','user':'BOB'}"))
                .isEqualTo("{'type':'ok','of':'unmute','user':'bob'}");
        assertThat(bob.ask("MESSAGE x")).isEqualTo("OK MESSAGE 1");
        assertThat(mod.ask("UNMUTE bob")).startsWith("ERR NO_SUCH_SANCTION ");
        assertThat(logged()).containsExactly("Mod mute bob ", "Mod unmute bob ");
    }

    @Test
    void posts_that_were_pipelined_behind_each_other_meet_the_mute_too() {
        mod.ask("MUTE bob");
        bob.send(Chat.numbered("MESSAGE ", 1, 50));
        assertThat(bob.replies(50)).containsOnly("ERR MUTED muted for good");
        assertThat(bob.ask("HISTORY lobby")).isEqualTo("OK HISTORY 0 end");
    }

    @Test
    void who_is_banned_is_sent_away_and_let_in_again_when_it_ends() {
        Client second = chat.loginJson("bob");
        assertThat(mod.ask("BAN bob 1h spam")).isEqualTo("OK BAN bob 1h");
        String words = "banned until 2026-01-02T13:00:00Z: spam";
        assertThat(bob.linesToEnd()).last().isEqualTo("BYE BANNED retry=3600 " + words);
        assertThat(second.linesToEnd())
                .last()
                .isEqualTo(Client.json("{'type':'bye','code':'BANNED','message':'" + words + "','retry':3600}"));

        Client back = chat.connect();
        assertThat(back.ask("LOGIN bob " + Chat.PASSWORD)).isEqualTo("ERR BANNED retry=3600 " + words);
        assertThat(back.lineOrEnd()).isNull();
        Client guessing = chat.connect();
        assertThat(guessing.ask("LOGIN bob wrong password"))
                .as("who has not the password is told nothing")
                .isEqualTo(guessing.ask("LOGIN nobody wrong password"));

        now.set(NOON.plusSeconds(3_600));
        assertThat(chat.login("bob").ask("MESSAGE back")).isEqualTo("OK MESSAGE 1");
        assertThat(logged()).containsExactly("Mod ban bob PT1H spam");
    }

    @Test
    void a_token_of_a_banned_user_opens_nothing_until_the_ban_is_lifted() {
        Client json = chat.connect();
        String token = Client.field(json.ask(Client.json(Chat.login("bob", ""))), "token");
        mod.ask("BAN bob");
        String login = Client.json("{'type':'login','token':'" + token + "'}");
        assertThat(chat.connect().ask(login)).contains("\"code\":\"BANNED\"");
        assertThat(mod.ask("UNBAN Bob")).isEqualTo("OK UNBAN bob");
        assertThat(chat.connect().ask(login)).contains("\"of\":\"login\"", "\"user\":\"bob\"");
        assertThat(mod.ask("UNBAN bob")).startsWith("ERR NO_SUCH_SANCTION ");
    }

    @Test
    void who_connects_from_a_banned_address_is_told_so_and_others_are_not() {
        Client there = chat.connectFrom("127.0.0.9");
        Client json = chat.loginJson("Mod");
        assertThat(json.askJson("{'type':'ban','address':'127.0.0.8/30','duration':'2h','reason':'bots'}"))
                .isEqualTo("{'type':'ok','of':'ban','address':'127.0.0.8/30','duration':'2h'}");

        assertThat(there.linesToEnd()).last().asString().startsWith("BYE BANNED retry=7200 your address is banned");
        Client later = chat.connectFrom("127.0.0.10");
        assertThat(later.linesToEnd())
                .containsExactly("BYE BANNED retry=7200 your address is banned until 2026-01-02T14:00:00Z: bots");
        assertThat(chat.connectFrom("127.0.0.12").ask("PING")).isEqualTo("OK PING");
        assertThat(chat.connect().ask("PING")).isEqualTo("OK PING");

        assertThat(mod.ask("UNBAN 127.0.0.11/30")).isEqualTo("OK UNBAN 127.0.0.8/30");
        assertThat(chat.connectFrom("127.0.0.10").ask("PING")).isEqualTo("OK PING");
        assertThat(logged()).containsExactly("Mod ban 127.0.0.8/30 PT2H bots", "Mod unban 127.0.0.8/30 ");
    }

    @Test
    void nobody_bans_where_they_are_connected_from_and_wide_networks_take_an_admin() {
        assertThat(mod.ask("BAN 127.0.0.1")).startsWith("ERR NOT_ALLOWED ");
        assertThat(mod.ask("BAN 127.0.0.0/8")).startsWith("ERR NOT_ALLOWED ");
        assertThat(mod.ask("BAN 10.0.0.0/8")).startsWith("ERR NOT_ALLOWED ");
        assertThat(mod.ask("BAN 2001:db8::/31")).startsWith("ERR NOT_ALLOWED ");
        Client boss = chat.login("Boss");
        assertThat(boss.ask("BAN 10.1.2.3/8")).isEqualTo("OK BAN 10.0.0.0/8");
        assertThat(boss.ask("BAN 127.0.0.0/8")).startsWith("ERR NOT_ALLOWED ");
        assertThat(logged()).containsExactly("Boss ban 10.0.0.0/8 ");
    }

    @Test
    void a_disconnected_user_may_come_back_at_once() {
        assertThat(mod.ask("DISCONNECT bob mind your words")).isEqualTo("OK DISCONNECT bob");
        assertThat(bob.linesToEnd()).containsExactly("BYE DISCONNECTED a moderator ended the session: mind your words");
        Client again = chat.loginJson("bob");
        assertThat(chat.loginJson("Mod").askJson("{'type':'disconnect','user':'bob'}"))
                .isEqualTo("{'type':'ok','of':'disconnect','user':'bob'}");
        assertThat(again.linesToEnd())
                .last()
                .isEqualTo(
                        Client.json("{'type':'bye','code':'DISCONNECTED','message':'a moderator ended the session'}"));
        assertThat(logged()).containsExactly("Mod disconnect bob mind your words", "Mod disconnect bob ");
    }

    @Test
    void everyone_who_is_logged_in_is_told_an_announcement() {
        Client json = chat.loginJson("carol");
        Client stranger = chat.connect();
        assertThat(mod.ask("ANNOUNCE maintenance at noon")).isEqualTo("OK ANNOUNCE");
        for (Client text : List.of(bob, mod)) {
            assertThat(text.event()).isEqualTo("ANNOUNCE maintenance at noon");
        }
        assertThat(json.event())
                .isEqualTo(Client.json(
                        "{'type':'announce','text':'maintenance at noon','time':'2026-01-02T12:00:00.000Z'}"));

        assertThat(chat.loginJson("Boss").askJson("{'type':'announce','ref':'7','text':'two\\nlines'}"))
                .isEqualTo("{'type':'ok','of':'announce','ref':'7'}");
        assertThat(bob.event()).isEqualTo("ANNOUNCE two\u2424lines");
        assertThat(stranger.ask("PING")).isEqualTo("OK PING");
        assertThat(stranger.askLines("PING"))
                .as("nobody is told before the login")
                .hasSize(1);
        assertThat(bob.ask("ANNOUNCE me too")).startsWith("ERR NOT_ALLOWED ");
        assertThat(logged()).containsExactly("Mod announce  maintenance at noon", "Boss announce  two\nlines");
    }

    /** What each may do to each: also in the rules' own tests, here with real roles over a socket. */
    @Test
    void moderators_act_on_users_admins_on_everyone_and_nobody_on_themselves() {
        Client boss = chat.login("Boss");
        Client mod2 = chat.login("Mod2");
        int before = log().size();
        for (String verb : List.of("MUTE", "UNMUTE", "BAN", "UNBAN", "DISCONNECT")) {
            for (String whom : List.of("Boss", "Mod", "Mod2")) {
                assertThat(mod.ask(verb + " " + whom)).as(verb + whom).startsWith("ERR NOT_ALLOWED ");
                assertThat(bob.ask(verb + " " + whom)).as(verb + whom).startsWith("ERR NOT_ALLOWED ");
            }
            assertThat(bob.ask(verb + " nobody")).as("told nothing").startsWith("ERR NOT_ALLOWED ");
            assertThat(bob.ask(verb + " bob")).startsWith("ERR NOT_ALLOWED ");
            assertThat(boss.ask(verb + " Boss")).startsWith("ERR NOT_ALLOWED ");
            assertThat(mod.ask(verb + " nobody")).startsWith("ERR NO_SUCH_USER ");
            assertThat(chat.connect().ask(verb + " bob")).startsWith("ERR NOT_LOGGED_IN ");
        }
        assertThat(log()).as("what is refused is not in the log").hasSize(before);
        assertThat(boss.ask("MUTE mod2")).isEqualTo("OK MUTE Mod2");
        assertThat(mod2.ask("MESSAGE x")).startsWith("ERR MUTED ");
        assertThat(logged()).containsExactly("Boss mute Mod2 ");
    }

    @Test
    void a_role_that_was_taken_away_is_of_no_use_on_a_session_that_is_open() {
        assertThat(mod.ask("MUTE carol")).isEqualTo("OK MUTE carol");
        chat.server().administration().setRole("Mod", AccountRole.USER);
        assertThat(mod.ask("UNMUTE carol")).startsWith("ERR NOT_ALLOWED ");
        chat.server().administration().setRole("Mod", AccountRole.MODERATOR);
        assertThat(mod.ask("UNMUTE carol")).isEqualTo("OK UNMUTE carol");
    }

    @Test
    void there_are_as_many_mutes_and_bans_as_the_limit_allows() {
        for (String one : List.of("MUTE bob", "MUTE carol 5m", "BAN 192.0.2.1")) {
            assertThat(mod.ask(one)).startsWith("OK ");
        }
        assertThat(mod.ask("BAN 192.0.2.2")).startsWith("ERR QUOTA ");
        assertThat(mod.ask("MUTE bob 1h")).as("another one in its place").isEqualTo("OK MUTE bob 1h");
        now.set(NOON.plusSeconds(300));
        assertThat(mod.ask("BAN 192.0.2.2")).as("one has ended").isEqualTo("OK BAN 192.0.2.2");
        assertThat(log()).hasSize(5);
    }

    @Test
    void what_cannot_be_read_is_refused_and_not_in_the_log() {
        Client json = chat.loginJson("Mod");
        for (String line : List.of("MUTE", "BAN", "UNBAN", "ANNOUNCE", "DISCONNECT", "UNMUTE bob now", "UNBAN bob x")) {
            assertThat(mod.ask(line)).as(line).startsWith("ERR BAD_ARGUMENT ");
        }
        for (String line : List.of("MUTE bob 0s", "BAN bob 99999w", "BAN bob 3651d")) {
            assertThat(mod.ask(line)).as(line).startsWith("ERR BAD_ARGUMENT ");
        }
        assertThat(mod.ask("MUTE bob 5m " + "x".repeat(513))).startsWith("ERR TOO_LONG ");
        assertThat(mod.ask("MUTE bob 5m \u001b[2J")).startsWith("ERR BAD_TEXT ");
        for (String line : List.of(
                "{'type':'mute','user':'bob','duration':'soon'}",
                "{'type':'mute','address':'192.0.2.1'}",
                "{'type':'ban','user':'bob','address':'192.0.2.1'}",
                "{'type':'ban'}",
                "{'type':'ban','address':'example.org'}",
                "{'type':'ban','address':'192.0.2.1/33'}",
                "{'type':'ban','address':'192.0.2.256'}",
                "{'type':'ban','address':''}",
                "{'type':'announce'}")) {
            assertThat(json.askJson(line)).as(line).contains("'code':'BAD_ARGUMENT'");
        }
        for (String line :
                List.of("{'type':'mute','user':'bob','duration':600}", "{'type':'ban','user':'bob','reason':null}")) {
            assertThat(json.askJson(line)).as(line).contains("'code':'BAD_REQUEST'");
        }
        assertThat(log()).isEmpty();
        assertThat(bob.ask("MESSAGE x")).isEqualTo("OK MESSAGE 1");
    }

    @Test
    void a_disabled_account_is_answered_as_if_the_password_were_wrong() {
        Client json = chat.connect();
        String token = Client.field(json.ask(Client.json(Chat.login("bob", ""))), "token");
        assertThat(chat.server().administration().disable("BOB", "left us")).isEmpty();
        assertThat(bob.linesToEnd()).last().asString().startsWith("BYE DISCONNECTED ");
        assertThat(json.linesToEnd()).last().asString().contains("DISCONNECTED");

        Client client = chat.connect();
        String unknown = client.ask("LOGIN nobody " + Chat.PASSWORD);
        assertThat(client.ask("LOGIN bob " + Chat.PASSWORD)).isEqualTo(unknown).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(client.ask(Client.json("{'type':'login','token':'" + token + "'}")))
                .contains("\"BAD_CREDENTIALS\"");

        assertThat(chat.server().administration().enable("bob")).isEmpty();
        assertThat(chat.login("bob").ask("PING")).isEqualTo("OK PING");
    }
}
