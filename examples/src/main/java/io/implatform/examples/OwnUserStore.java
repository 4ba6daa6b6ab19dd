package io.implatform.examples;

import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.UserStore;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A program that has users already: they log in to the chat with the passwords that they have, whose
 * hashes are of the program's own kind. Registration is closed; the library keeps only the messages.
 */
public final class OwnUserStore {
    private OwnUserStore() {}

    /** Starts a server on port 5050 and runs it until Enter is pressed. */
    public static void main(String[] arguments) throws IOException {
        Customers customers = new Customers();
        customers.add("alice", "her password in the shop");
        try (ChatServer server = start(customers, new MemoryStore(), 5050)) {
            System.out.println("LOGIN alice her password in the shop, on " + server.addresses() + ", Enter ends");
            System.in.read();
        }
    }

    static ChatServer start(Customers customers, ConversationStore messages, int port) throws IOException {
        return ChatServer.builder()
                .users(new CustomerAccounts(customers))
                .passwordHasher(new Pbkdf2())
                .conversations(messages)
                .transport(TcpTransport.on("127.0.0.1", port))
                .start();
    }

    /** What the program has: its customers, in a database in real life. */
    static final class Customers {
        private final Map<String, String> passwordHashByName = new ConcurrentHashMap<>();

        void add(String name, String password) {
            passwordHashByName.put(name, new Pbkdf2().hash(password));
        }

        Optional<String> passwordHash(String name) {
            return Optional.ofNullable(passwordHashByName.get(name));
        }
    }

    /**
     * The customers as the server sees them. It asks by {@link UserId#key}, the name in lower case, and
     * is told the spelling that is to be shown. Making accounts and changing hashes keep their defaults,
     * which refuse.
     */
    static final class CustomerAccounts implements UserStore {
        private final Customers customers;

        CustomerAccounts(Customers customers) {
            this.customers = customers;
        }

        @Override
        public Optional<Account> find(UserId user) {
            return customers.passwordHash(user.key()).map(hash -> new Account(UserId.of(user.key()), hash));
        }

        @Override
        public void close() {
            // The customers are the program's, and go on.
        }
    }

    /** The program's own kind of hash: {@code salt$hash}, PBKDF2 with HMAC-SHA-256. */
    static final class Pbkdf2 implements PasswordHasher {
        /** OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256. */
        private static final int ITERATIONS = 600_000;

        private static final int BITS = 256;
        private final SecureRandom random = new SecureRandom();

        @Override
        public String hash(String password) {
            byte[] salt = new byte[16];
            random.nextBytes(salt);
            Base64.Encoder encoder = Base64.getEncoder();
            return encoder.encodeToString(salt) + "$" + encoder.encodeToString(derive(password, salt));
        }

        @Override
        public boolean matches(String password, String hash) {
            String[] parts = hash.split("\\$", -1);
            if (parts.length != 2) {
                return false;
            }
            byte[] salt = Base64.getDecoder().decode(parts[0]);
            // Takes as long wherever the two differ.
            return MessageDigest.isEqual(Base64.getDecoder().decode(parts[1]), derive(password, salt));
        }

        @Override
        public boolean isOutdated(String hash) {
            return false;
        }

        private static byte[] derive(String password, byte[] salt) {
            try {
                return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, BITS))
                        .getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
            }
        }
    }
}
