/**
 * Users and conversations in a PostgreSQL database that several nodes share. Start at {@link
 * io.implatform.store.postgres.PostgresStore}.
 *
 * <p>Inside: {@code Address} reads the URI, {@code Link} is one connection, {@code Links} are those that are open, {@code
 * Script} is what is sent in one round trip. {@code Soundness} looks whether a server keeps what it commits, {@code
 * Migrations} hold the schema in {@code Steps}. {@code Writer} runs transactions and finds out what became of them.
 * {@code Batch} stores a batch: what it speaks of is {@code Asked}, {@code Names} have numbers, {@code Loading} locks and
 * reads a {@code State}, {@code Deciding} makes outcomes of it, {@code Storing} writes it. {@code History}, {@code
 * Groups}, {@code Accounts} and {@code Moderation} are the rest.
 */
@NullMarked
package io.implatform.store.postgres;

import org.jspecify.annotations.NullMarked;
