package io.implatform.core.model;

import java.util.Locale;
import java.util.Optional;

/**
 * Every bound of the server: its name, default, range and reason, in one table. {@code
 * docs/limits.md} shows it; a test holds the two equal. {@link Limits} holds the values in force.
 */
public enum Limit {
    LINE_BYTES(16_384, 512, 1 << 20, "A line of the protocol, without its LF."),
    MESSAGE_BYTES(65_536, 512, 1 << 20, "A WebSocket message, and each of its frames; past it close code 1009."),
    TEXT_BYTES(8_192, 1, 1 << 19, "A message text, in UTF-8."),
    HISTORY_PAGE(500, 1, 10_000, "Messages that one HISTORY may ask for."),
    HISTORY_PAGE_DEFAULT(50, 1, 10_000, "Messages that a HISTORY without a limit is given."),

    OUTBOX_BYTES(
            1 << 20,
            16_384,
            1 << 30,
            "What may wait for one session; past it live events wait in the store and the session catches up."),
    LAGGING_MILLIS(
            600_000,
            1_000,
            86_400_000,
            "How long a session may stay behind without taking anything before BYE LAGGING."),
    SESSION_REQUESTS(128, 1, 65_536, "Requests of one session that wait; past it the server stops reading from it."),
    SESSION_REQUEST_BYTES(262_144, 1_024, 1 << 30, "The same in bytes. A request that waits alone is always taken."),
    LOGIN_REQUEST_BYTES(
            16_384,
            512,
            1 << 20,
            "The same before the session has logged in, and the longest line or message until a login is answered."),
    LOGIN_MILLIS(60_000, 100, 86_400_000, "How long a connection may take to log in before BYE TIMEOUT."),
    SESSIONS(100_000, 1, 10_000_000, "Open connections of the server; past it BYE TOO_MANY_CONNECTIONS."),
    CONNECTIONS_PER_ADDRESS(
            200,
            1,
            10_000_000,
            "Open sessions of one address (IPv4, or the /64 of IPv6), and apart from them its connections for files of the web page; past it BYE TOO_MANY_CONNECTIONS."),
    NEW_CONNECTIONS_PER_ADDRESS(
            600,
            1,
            10_000_000,
            "New sessions of one address in 10 minutes, and apart from them ten times as many connections for files of the web page; past it BYE TOO_MANY_CONNECTIONS."),
    ADDRESS_ENTRIES(100_000, 1, 10_000_000, "Addresses without connections that are remembered for 10 minutes."),
    COMMAND_BURST(
            100_000, 1, 1_000_000_000, "Requests that one session may send as fast as they are taken, after a pause."),
    COMMANDS_PER_SECOND(
            20_000, 1, 1_000_000, "Requests of one session a second after that; past it the server reads more slowly."),
    LOGIN_FAILURES(
            5,
            1,
            1_000_000,
            "Failed logins of one account, and from one address, in 10 minutes; past it ERR RATE_LIMITED."),
    LOGIN_WAIT_SECONDS(64, 1, 3_600, "The longest wait between failed logins; it begins with 1 s and doubles."),
    LOGIN_ENTRIES(100_000, 1, 10_000_000, "Accounts, and addresses, whose failed logins are remembered."),

    GROUPS_PER_USER(1_000, 1, 1_000_000, "Groups of which one user is a member; past it ERR QUOTA."),
    GROUP_MEMBERS(10_000, 2, 1_000_000, "Members of one group, and invitations to it; past it ERR QUOTA."),
    GROUP_ENTRIES(10_000, 1, 10_000_000, "Groups that a lane keeps in memory; the oldest is read again."),
    BLOCKED_USERS(1_000, 1, 100_000, "Users that one user may block; past it ERR QUOTA."),
    SHORT_TEXT_BYTES(512, 1, 8_192, "A topic, the text of a status, or the reason of a mute or ban."),
    SANCTIONS(10_000, 1, 1_000_000, "Mutes and bans that are in force; past it ERR QUOTA."),
    SANCTION_REFRESH_MILLIS(
            30_000, 100, 86_400_000, "How often a node of several reads the mutes and bans that others imposed."),
    POSITION_FLUSH_MILLIS(
            5_000,
            10,
            600_000,
            "How long a delivered position may wait before it is stored; the end of a connection stores it at once."),
    PRESENCE_MILLIS(100, 1, 10_000, "How long changes of presence are gathered before those who watch are told."),
    PING_MILLIS(30_000, 100, 86_400_000, "Silence of a logged-in peer after which it is asked for a sign of life."),
    PING_TIMEOUT_MILLIS(20_000, 100, 86_400_000, "How long it may take to give one before BYE TIMEOUT."),
    TOKEN_DAYS(30, 1, 3_650, "How long a token opens an account."),
    TOKENS_PER_USER(32, 1, 10_000, "Tokens of one user; past it the one that ends first is removed."),

    NODE_LEASE_MILLIS(
            5_000,
            100,
            600_000,
            "Silence of another node after which its users count as gone; it says that it is there five times as often."),
    PRESENCE_ENTRIES(
            2_000_000,
            1,
            100_000_000,
            "Users of other nodes of whom a node knows that they are present; past it one is not listed there."),
    HEAD_CHECK_MILLIS(
            2_000, 10, 600_000, "How often a node asks the store for what other nodes stored and it was not told of."),
    DIRECTORY_MILLIS(
            10_000,
            0,
            3_600_000,
            "How long one of several nodes takes a user to exist, and whom they block, as it read it; 0 is for ever."),

    LANES(0, 0, 64, "Threads that decide and commit; 0 is what the store gains from: 1 for SQLite, 4 for PostgreSQL."),
    COMMIT_BATCH(1_024, 1, 65_536, "Commands that one lane takes into one transaction."),
    /** A quarter of an outbox: what one transaction has to tell somebody fits there beside what waits. */
    COMMIT_BATCH_BYTES(262_144, 1, 1_073_741_824, "The same in bytes of requests; one session more may be taken."),
    COMMIT_BATCH_PER_SESSION(16, 1, 65_536, "Commands of one session in one transaction: fairness between sessions."),
    READERS(2, 1, 256, "Threads that read history, catch sessions up and look users up."),
    READER_QUEUE(1_024, 1, 1_000_000, "Requests that wait for a reader; past it ERR BUSY."),
    DIRECTORY_ENTRIES(100_000, 1, 100_000_000, "Users whose existence is remembered; the oldest is forgotten."),
    LISTENER_QUEUE(
            8_192, 1, 10_000_000, "Notices that wait for the host's listener; past it they are counted and dropped."),

    PASSWORD_BYTES_MIN(8, 1, 256, "The shortest password (ASVS 5, 6.2.1)."),
    PASSWORD_BYTES_MAX(256, 64, 4_096, "The longest password (ASVS 5, 6.2.9 asks for 64 or more)."),
    PASSWORD_MEMORY_KIB(19_456, 8, 1 << 22, "Argon2id memory m (OWASP Password Storage)."),
    PASSWORD_ITERATIONS(2, 1, 100, "Argon2id iterations t (OWASP Password Storage)."),
    PASSWORD_THREADS(0, 0, 1_024, "Threads that hash passwords; 0 is one a core. More than one a core gains nothing."),
    PASSWORD_QUEUE(64, 1, 1_000_000, "Password hashes that wait; past it ERR BUSY at once."),

    HTTP_MILLIS(
            15_000,
            100,
            600_000,
            "How long an HTTP request may take to come, and its answer to be taken; past it the connection is closed."),
    DRAIN_MILLIS(
            3_000,
            0,
            600_000,
            "Over how long one of several nodes that closes tells its sessions BYE RESTART, so that they do not all come to the others at once."),
    CLOSE_MILLIS(10_000, 100, 600_000, "How long close() drains before it closes what is left.");

    private final long defaultValue;
    private final long min;
    private final long max;
    private final String meaning;

    Limit(long defaultValue, long min, long max, String meaning) {
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.meaning = meaning;
    }

    /** The name in configuration: kebab-case, with its unit, such as {@code outbox-bytes}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The limit that {@link #key()} names. */
    public static Optional<Limit> find(String key) {
        for (Limit limit : values()) {
            if (limit.key().equals(key)) {
                return Optional.of(limit);
            }
        }
        return Optional.empty();
    }

    public long defaultValue() {
        return defaultValue;
    }

    /** The least value that makes sense. */
    public long min() {
        return min;
    }

    /** The greatest value that makes sense. */
    public long max() {
        return max;
    }

    /** What it bounds and what happens past it, in a sentence for the documentation. */
    public String meaning() {
        return meaning;
    }
}
