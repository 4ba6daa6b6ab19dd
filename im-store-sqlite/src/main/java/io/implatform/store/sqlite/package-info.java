/**
 * Users and conversations in one SQLite file. Start at {@link
 * io.implatform.store.sqlite.SqliteStore}.
 *
 * <p>Inside: {@code StoreFile} is the file and what stands beside it, {@code FileLock} keeps it for one
 * server, {@code Inspection} looks at it before anything is written, {@code Migrations} hold the schema,
 * {@code Opening} is the order in which these act. {@code Database} is one connection, {@code Writer}
 * has the one that writes, {@code Readers} a few that read.
 */
@NullMarked
package io.implatform.store.sqlite;

import org.jspecify.annotations.NullMarked;
