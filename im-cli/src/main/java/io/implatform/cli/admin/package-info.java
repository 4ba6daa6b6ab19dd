/**
 * {@code im admin}: what an administrator does beside the running server, a class a command.
 *
 * <p>{@link io.implatform.cli.admin.AdminCommand} lists the commands. Those that take {@code --store} open the
 * store themselves.
 */
@NullMarked
package io.implatform.cli.admin;

import org.jspecify.annotations.NullMarked;
