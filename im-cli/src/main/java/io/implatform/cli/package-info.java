/**
 * The command line: {@link io.implatform.cli.Main} and a class a subcommand.
 *
 * <p>What it runs is the library, put together from parts that URIs name; there is nothing here that
 * an embedder lacks.
 */
@NullMarked
package io.implatform.cli;

import org.jspecify.annotations.NullMarked;
