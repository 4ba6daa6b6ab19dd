/**
 * Users and conversations in one SQLite file. Start at {@link
 * io.implatform.store.sqlite.SqliteStore}.
 *
 * <p>Inside: {@code StoreFile} is the file and what stands beside it, {@code FileLock} keeps it for one
 * server, {@code Inspection} looks at it before anything is written, {@code Migrations} hold the schema
 * in {@code Steps}, {@code Opening} is the order in which these act. {@code Database} is one connection,
 * {@code Writer} has the one that writes, {@code Readers} a few that read. {@code Writing} does a batch,
 * its messages in {@code MessageWriting} and its groups in {@code GroupWriting}; {@code History}, {@code
 * Groups} and {@code Accounts} are what is read.
 */
@NullMarked
package io.implatform.store.sqlite;

import org.jspecify.annotations.NullMarked;
