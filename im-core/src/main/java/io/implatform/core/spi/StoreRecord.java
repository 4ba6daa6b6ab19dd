package io.implatform.core.spi;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Position;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.UserId;
import java.time.Instant;

/**
 * One thing of all that a store keeps, as {@link StoreTransfer} hands it over. Immutable.
 *
 * <p>They come in this order: the epoch; accounts by their key; tokens by their hash; groups by their id; messages by the
 * key of their conversation and their number; positions by conversation and user; blocks by user and other;
 * sanctions by kind and subject; the audit log by number. So two stores that keep the same give the same.
 */
public sealed interface StoreRecord {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of record. */
    interface Cases<R> {
        R epoch(Epoch record);

        R account(OfAccount record);

        R token(Token record);

        R group(OfGroup record);

        R said(Said record);

        R reached(Reached record);

        R blocked(Blocked record);

        R imposed(Imposed record);

        R logged(Logged record);
    }

    /** The name of the store's history. */
    record Epoch(String epoch) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.epoch(this);
        }
    }

    /**
     * An account.
     *
     * @param isRetired whether it was deleted, and only its name is kept: then it is {@link Account#NO_PASSWORD}, of
     *     a user, and not disabled
     */
    record OfAccount(Account account, boolean isRetired) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.account(this);
        }
    }

    /** A token with which a user may come back; {@link #toString} leaves its hash out. */
    record Token(UserId user, String hash, Instant expires) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.token(this);
        }

        @Override
        public String toString() {
            return "Token[" + user + " until " + expires + "]";
        }
    }

    /** A group with its members, the longest standing first, those invited, and its version. */
    record OfGroup(Group group) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.group(this);
        }
    }

    /**
     * A message or a fact, as it was stored first: what edits and deletions have made of it follows from those. The
     * text of what was deleted later, and of its edits, is empty.
     *
     * @param append without a version
     */
    record Said(Write.Append append, long seq) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.said(this);
        }
    }

    /**
     * How far a user has come; {@link Position#START} only where it says that the lobby concerns them. Only of members
     * in a group.
     */
    record Reached(UserId user, ConversationId conversation, Position position) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reached(this);
        }
    }

    /** {@code user} has blocked {@code other}. */
    record Blocked(UserId user, UserId other) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.blocked(this);
        }
    }

    /** A mute or a ban. */
    record Imposed(Sanction sanction) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.imposed(this);
        }
    }

    /** An entry of the audit log. */
    record Logged(AuditRecord record) implements StoreRecord {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.logged(this);
        }
    }
}
