package io.implatform.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OwnUserStoreTest {
    private final OwnUserStore.Customers customers = new OwnUserStore.Customers();

    @Test
    void theHostsUsersLogInWithTheirOwnPasswordsAndNobodyRegisters() throws IOException {
        customers.add("alice", "her password in the shop");
        try (ChatServer server = OwnUserStore.start(customers, new MemoryStore(), 0);
                Guest guest = new Guest(server)) {
            assertThat(guest.ask("REGISTER bob correct horse")).startsWith("ERR REGISTRATION_CLOSED ");
            assertThat(guest.ask("LOGIN alice not her password")).startsWith("ERR BAD_CREDENTIALS ");
            assertThat(guest.ask("LOGIN bob correct horse")).startsWith("ERR BAD_CREDENTIALS ");
            assertThat(guest.ask("LOGIN Alice her password in the shop")).isEqualTo("OK LOGIN alice");
            assertThat(guest.ask("MESSAGE hello")).isEqualTo("OK MESSAGE 1");
        }
    }

    @Test
    void aCustomerWhoIsAddedLaterCanBeWrittenTo() throws IOException {
        customers.add("alice", "her password in the shop");
        try (ChatServer server = OwnUserStore.start(customers, new MemoryStore(), 0);
                Guest alice = new Guest(server)) {
            alice.ask("LOGIN alice her password in the shop");
            assertThat(alice.ask("PRIVATE carol hello")).startsWith("ERR NO_SUCH_USER ");
            customers.add("carol", "also a password");
            assertThat(alice.ask("PRIVATE carol hello")).isEqualTo("OK PRIVATE carol 1");
        }
    }
}
